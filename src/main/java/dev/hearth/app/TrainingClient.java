package dev.hearth.app;

import dev.hearth.base.auth.AccessKey;
import dev.hearth.base.auth.RequestSigner;
import dev.hearth.time.Time;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** A client of the Lambda API that signs its requests, for {@link Training}. */
final class TrainingClient implements AutoCloseable {
    private final URI endpoint;
    private final RequestSigner signer;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    TrainingClient(URI endpoint, AccessKey key, String region) {
        this.endpoint = endpoint;
        this.signer = new RequestSigner(key, region, "lambda", Time.SYSTEM);
    }

    String get(String path) throws IOException, InterruptedException {
        return send("GET", path, "", Map.of());
    }

    String post(String path, String body) throws IOException, InterruptedException {
        return send("POST", path, body, Map.of());
    }

    /** An asynchronous invocation. */
    void event(String path, String body) throws IOException, InterruptedException {
        send("POST", path, body, Map.of("X-Amz-Invocation-Type", "Event"));
    }

    void delete(String path) throws IOException, InterruptedException {
        send("DELETE", path, "", Map.of());
    }

    private String send(String method, String path, String body, Map<String, String> headers)
            throws IOException, InterruptedException {
        URI target = endpoint.resolve(path);
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        HttpRequest.Builder request = HttpRequest.newBuilder(target).method(method, BodyPublishers.ofByteArray(bytes));
        signer.sign(method, target, target.getAuthority(), bytes).forEach(request::header);
        headers.forEach(request::header);
        HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString());
        if (response.statusCode() >= 300) {
            throw new IOException(method + " " + path + ": " + response.statusCode() + " " + response.body());
        }
        return response.body();
    }

    @Override
    public void close() {
        http.close();
    }
}
