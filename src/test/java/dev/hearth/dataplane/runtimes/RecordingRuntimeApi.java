package dev.hearth.dataplane.runtimes;

import dev.hearth.base.http.HttpLimits;
import dev.hearth.base.http.HttpRequest;
import dev.hearth.base.http.HttpResponse;
import dev.hearth.base.http.HttpServer;
import dev.hearth.base.http.HttpServerConfig;
import dev.hearth.base.http.PeerLimits;
import dev.hearth.time.Time;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;

/** A Runtime API that hands out given events, one after the other, and writes down what comes back. */
final class RecordingRuntimeApi implements AutoCloseable {
    /** What a runtime said: where to, with which of the headers and trailers that matter, and what. */
    record Post(String path, String headers, String body) {}

    /** An invocation to hand out. */
    record Event(String body, Map<String, String> headers) {}

    private static final int LARGEST_BODY = 64 * 1024 * 1024;

    private static final List<String> COMPARED = List.of(
            "Content-Type",
            "Lambda-Runtime-Function-Error-Type",
            "Lambda-Runtime-Function-XRay-Error-Cause",
            "Lambda-Runtime-Function-Response-Mode",
            "Transfer-Encoding",
            "Trailer");

    private final Queue<Event> events;
    private final List<Post> posts = new ArrayList<>();
    private final CountDownLatch done = new CountDownLatch(1);
    private final CountDownLatch closed = new CountDownLatch(1);
    private final HttpServer server;
    private int number;

    /** As the real one's: AWS's clients send an error's cause of up to 1 MB in a header. */
    private static final HttpLimits LIMITS = new HttpLimits(
            64, PeerLimits.ofConnections(64), 2 * 1024 * 1024, 64, Duration.ofSeconds(60), Duration.ofSeconds(30), 0);

    RecordingRuntimeApi(List<Event> events) {
        this.events = new ConcurrentLinkedQueue<>(events);
        server = HttpServer.start(
                new HttpServerConfig(InetAddress.getLoopbackAddress(), 0, LIMITS),
                Time.SYSTEM,
                Duration.ZERO,
                this::handle);
    }

    String address() {
        return "127.0.0.1:" + server.address().getPort();
    }

    /** Open until the runtime asks for more than there is. */
    CountDownLatch done() {
        return done;
    }

    synchronized List<Post> posts() {
        return List.copyOf(posts);
    }

    private void handle(HttpRequest request, HttpResponse response) {
        if (request.method().equals("GET")) {
            next(response);
        } else {
            record(request, response);
        }
    }

    private void next(HttpResponse response) {
        Event event = events.poll();
        if (event == null) {
            done.countDown();
            try {
                closed.await(); // the runtime waits, as it would for an invocation that does not come
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            response.status(403).send(new byte[0]);
            return;
        }
        response.header("Content-Type", "application/json")
                .header("Lambda-Runtime-Aws-Request-Id", "request-" + ++number)
                .header(
                        "Lambda-Runtime-Deadline-Ms",
                        Long.toString(Instant.now().plusSeconds(59).toEpochMilli()))
                .header(
                        "Lambda-Runtime-Invoked-Function-Arn",
                        "arn:aws:lambda:eu-central-1:123456789012:function:greet");
        String trace = "Lambda-Runtime-Trace-Id";
        if (!event.headers().containsKey(trace)) {
            response.header(trace, "Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=1");
        }
        event.headers().forEach(response::header);
        response.send(event.body().getBytes(StandardCharsets.ISO_8859_1));
    }

    private void record(HttpRequest request, HttpResponse response) {
        String body = new String(request.body(LARGEST_BODY), StandardCharsets.ISO_8859_1);
        StringBuilder headers = new StringBuilder();
        for (String name : COMPARED) {
            request.headers(name)
                    .forEach(value ->
                            headers.append(name).append(": ").append(value).append('\n'));
        }
        request.trailer("Lambda-Runtime-Function-Error-Type")
                .ifPresent(type -> headers.append("Failed: ").append(type).append('\n'));
        request.trailer("Lambda-Runtime-Function-Error-Body")
                .map(error -> new String(Base64.getDecoder().decode(error), StandardCharsets.ISO_8859_1))
                .ifPresent(error -> headers.append(error).append('\n'));
        synchronized (this) {
            posts.add(new Post(request.rawPath(), headers.toString(), body));
        }
        response.status(202).sendWithNext(new byte[0]);
    }

    @Override
    public void close() {
        closed.countDown();
        server.close();
    }
}
