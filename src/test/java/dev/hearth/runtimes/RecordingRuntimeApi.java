package dev.hearth.runtimes;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A Runtime API that hands out given events, one after the other, and writes down what comes back. */
final class RecordingRuntimeApi implements AutoCloseable {
    /** What a runtime said: where to, with which of the headers that matter, and what. */
    record Post(String path, String headers, String body) {}

    /** An invocation to hand out. */
    record Event(String body, Map<String, String> headers) {}

    private static final List<String> COMPARED = List.of(
            "Content-Type",
            "Lambda-Runtime-Function-Error-Type",
            "Lambda-Runtime-Function-XRay-Error-Cause",
            "Lambda-Runtime-Function-Response-Mode");

    private final Queue<Event> events;
    private final List<Post> posts = new ArrayList<>();
    private final CountDownLatch done = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpServer server;
    private int number;

    RecordingRuntimeApi(List<Event> events) throws IOException {
        this.events = new ConcurrentLinkedQueue<>(events);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16);
        server.createContext("/", this::handle);
        server.setExecutor(threads);
        server.start();
    }

    String address() {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    /** Open until the runtime asks for more than there is. */
    CountDownLatch done() {
        return done;
    }

    synchronized List<Post> posts() {
        return List.copyOf(posts);
    }

    private void handle(HttpExchange exchange) throws IOException {
        if (exchange.getRequestMethod().equals("GET")) {
            next(exchange);
        } else {
            record(exchange);
        }
    }

    private void next(HttpExchange exchange) throws IOException {
        Event event = events.poll();
        if (event == null) {
            done.countDown();
            return; // nobody gets an answer: the runtime waits, as it would for an invocation that does not come
        }
        byte[] body = event.body().getBytes(StandardCharsets.ISO_8859_1);
        var headers = exchange.getResponseHeaders();
        headers.set("Content-Type", "application/json");
        headers.set("Lambda-Runtime-Aws-Request-Id", "request-" + ++number);
        headers.set(
                "Lambda-Runtime-Deadline-Ms",
                Long.toString(Instant.now().plusSeconds(59).toEpochMilli()));
        headers.set("Lambda-Runtime-Invoked-Function-Arn", "arn:aws:lambda:eu-central-1:123456789012:function:greet");
        headers.set("Lambda-Runtime-Trace-Id", "Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=1");
        event.headers().forEach(headers::set);
        exchange.sendResponseHeaders(200, body.length);
        try (var stream = exchange.getResponseBody()) {
            stream.write(body);
        }
    }

    private void record(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.ISO_8859_1);
        StringBuilder headers = new StringBuilder();
        for (String name : COMPARED) {
            String value = exchange.getRequestHeaders().getFirst(name);
            if (value != null) {
                headers.append(name).append(": ").append(value).append('\n');
            }
        }
        synchronized (this) {
            posts.add(new Post(exchange.getRequestURI().getPath(), headers.toString(), body));
        }
        exchange.sendResponseHeaders(202, -1);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
