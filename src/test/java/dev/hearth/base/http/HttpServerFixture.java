package dev.hearth.base.http;

import dev.hearth.time.Time;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;

/** Starts servers and clients for a test, and closes them after it. */
abstract class HttpServerFixture {
    static final HttpLimits SHORT = new HttpLimits(
            64, PeerLimits.ofConnections(3), 4096, 20, Duration.ofMillis(200), Duration.ofMillis(200), 0);

    private final List<AutoCloseable> opened = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : opened.reversed()) {
            each.close();
        }
    }

    static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted", e);
        }
    }

    HttpServer start(HttpHandler handler) {
        return start(HttpLimits.DEFAULT, handler);
    }

    HttpServer start(HttpLimits limits, HttpHandler handler) {
        return start(limits, Duration.ofSeconds(10), handler);
    }

    HttpServer start(HttpLimits limits, Duration grace, HttpHandler handler) {
        HttpServerConfig config = new HttpServerConfig(InetAddress.getLoopbackAddress(), 0, limits);
        HttpServer server = HttpServer.start(config, Time.SYSTEM, grace, handler);
        opened.add(server);
        return server;
    }

    RawClient client(HttpServer server) throws IOException {
        RawClient client = new RawClient(server.address());
        opened.add(client);
        return client;
    }
}
