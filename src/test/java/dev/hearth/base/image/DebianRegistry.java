package dev.hearth.base.image;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.hearth.model.Sha256;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The registry that the Open Container Initiative's tools are tested with, from Debian's package docker-registry. */
public final class DebianRegistry implements AutoCloseable {
    public static final String NAME = "hearth";
    public static final String PASSWORD = "test-password";

    /** Installed, or fetched into the build's folder by {@code ./hearth test}. */
    private static final Path PROGRAM = Stream.of(
                    Path.of("/usr/bin/docker-registry"),
                    Path.of("target/tools/usr/bin/docker-registry").toAbsolutePath())
            .filter(Files::isExecutable)
            .findFirst()
            .orElse(Path.of("docker-registry"));

    private static final Duration START = Duration.ofSeconds(30);

    /** The password as the registry wants it stored (bcrypt). */
    private static final String STORED = "$2y$05$pHa6Zh7WQBq.bjV9Bem2ouzRTRJbktCTLEWfdyzOpS3/qF2Mm/uiq";

    private final HttpClient client = HttpClient.newHttpClient();
    private final Process process;
    private final String host;
    private final boolean closed;

    private DebianRegistry(Process process, String host, boolean closed) {
        this.process = process;
        this.host = host;
        this.closed = closed;
    }

    /**
     * Starts one over an empty folder, or skips the test where there is none.
     *
     * @param closed whether it wants a name and password
     */
    public static DebianRegistry start(Path folder, boolean closed) throws IOException, InterruptedException {
        assumeTrue(Files.isExecutable(PROGRAM), "there is no docker-registry here (Debian's package of that name)");
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        Path passwords = Files.writeString(folder.resolve("passwords"), NAME + ":" + STORED + "\n");
        Path config = Files.writeString(
                folder.resolve("config.yml"),
                "version: 0.1\nlog:\n  level: error\nstorage:\n  filesystem:\n    rootdirectory: "
                        + folder.resolve("storage") + "\n  delete:\n    enabled: true\nhttp:\n  addr: 127.0.0.1:" + port
                        + "\n"
                        + (closed ? "auth:\n  htpasswd:\n    realm: test\n    path: " + passwords + "\n" : ""));
        Process process = new ProcessBuilder(PROGRAM.toString(), "serve", config.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        DebianRegistry registry = new DebianRegistry(process, "127.0.0.1:" + port, closed);
        registry.awaitReady();
        return registry;
    }

    private void awaitReady() throws InterruptedException {
        CountDownLatch never = new CountDownLatch(1);
        long end = System.nanoTime() + START.toNanos();
        while (System.nanoTime() < end && process.isAlive()) {
            try {
                int status = client.send(request("/v2/").GET().build(), BodyHandlers.discarding())
                        .statusCode();
                if (status == 200) {
                    return;
                }
            } catch (IOException notYet) {
                boolean _ = never.await(50, TimeUnit.MILLISECONDS);
            }
        }
        close();
        throw new IllegalStateException("the registry did not start");
    }

    /** Its address, as the host of images' addresses. */
    public String host() {
        return host;
    }

    /** Pushes an image; its digest's digits. */
    public String push(String repository, String tag, TestingImage image) throws IOException, InterruptedException {
        byte[] manifest = image.manifest();
        for (var blob : image.blobs().entrySet()) {
            if (!blob.getKey().equals(Sha256.of(manifest))) {
                upload(repository, blob.getKey(), blob.getValue());
            }
        }
        pushManifest(repository, tag, image.manifestType(), manifest);
        return Sha256.of(manifest);
    }

    void pushManifest(String repository, String version, String type, byte[] document)
            throws IOException, InterruptedException {
        HttpRequest request = request("/v2/" + repository + "/manifests/" + version)
                .header("Content-Type", type)
                .PUT(BodyPublishers.ofByteArray(document))
                .build();
        expect(201, request);
    }

    private void upload(String repository, String digest, byte[] content) throws IOException, InterruptedException {
        HttpRequest begin = request("/v2/" + repository + "/blobs/uploads/")
                .POST(BodyPublishers.noBody())
                .build();
        var begun = client.send(begin, BodyHandlers.discarding());
        URI place = URI.create("http://" + host)
                .resolve(begun.headers().firstValue("Location").orElseThrow());
        String mark = place.getQuery() == null ? "?" : "&";
        expect(
                201,
                authorized(HttpRequest.newBuilder(URI.create(place + mark + "digest=sha256:" + digest)))
                        .header("Content-Type", "application/octet-stream")
                        .PUT(BodyPublishers.ofByteArray(content))
                        .build());
    }

    /** Removes an image. */
    public void delete(String repository, String digest) throws IOException, InterruptedException {
        expect(
                202,
                request("/v2/" + repository + "/manifests/sha256:" + digest)
                        .DELETE()
                        .build());
    }

    private void expect(int status, HttpRequest request) throws IOException, InterruptedException {
        var answer = client.send(request, BodyHandlers.ofString());
        if (answer.statusCode() != status) {
            throw new IOException(request.uri() + ": " + answer.statusCode() + " " + answer.body());
        }
    }

    private HttpRequest.Builder request(String path) {
        return authorized(HttpRequest.newBuilder(URI.create("http://" + host + path)));
    }

    private HttpRequest.Builder authorized(HttpRequest.Builder request) {
        if (closed) {
            byte[] login = (NAME + ":" + PASSWORD).getBytes(StandardCharsets.UTF_8);
            request.header("Authorization", "Basic " + Base64.getEncoder().encodeToString(login));
        }
        return request;
    }

    @Override
    public void close() {
        client.close();
        process.destroyForcibly();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
