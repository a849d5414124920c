package dev.hearth.base.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.time.Time;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Peers that dawdle, vanish or come in crowds, and the server's own end. */
@Tag("security")
class HttpServerConnectionTest extends HttpServerFixture {
    /** Bytes a second: nobody sends single bytes as fast. */
    private static final int RATE = 100 * 1024 * 1024;

    @Test
    void aSmallHeapBearsFewConnections() {
        assertThat(HttpLimits.connections(1L << 30, 5_000)).isEqualTo(2849);
        assertThat(HttpLimits.connections(1L << 40, 100_000)).isEqualTo(10_000);
        assertThat(HttpLimits.connections(1L << 40, 5_000)).isEqualTo(5_000);
        assertThat(HttpLimits.connections(1L << 20, 5_000)).isEqualTo(64);
    }

    @Test
    void peersThatVanishLeaveNothingBehind() throws Exception {
        CountDownLatch handled = new CountDownLatch(20);
        HttpServer server = start((request, response) -> {
            try {
                request.body(1_000_000);
                response.send(new byte[5_000_000]);
            } finally {
                handled.countDown();
            }
        });

        for (int i = 0; i < 20; i++) {
            RawClient client = client(server);
            client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 100000\r\n\r\n");
            if (i % 2 == 0) {
                client.send(new byte[100_000]);
            }
            client.socket().setSoLinger(true, 0); // a reset, as of a killed process
            client.close();
        }

        handled.await();
        server.close();
        assertThat(server.connectionCount()).isZero();
    }

    @Test
    void idleAndDawdlingPeersAreDisconnected() throws IOException {
        HttpServer server = start(SHORT, (request, response) -> response.send(request.body(100)));

        RawClient idle = client(server);
        RawClient head = client(server).send("GET / HTTP/1.1\r\nHost: h\r\nX-Slow: ");
        RawClient body = client(server).send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\nhalf");

        assertThat(idle.ended()).isTrue();
        assertThat(head.ended()).isTrue();
        assertThat(body.ended()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 6000000\r\n\r\n", "Transfer-Encoding: chunked\r\n\r\n5b8d80\r\n"})
    void aPeerThatDripsABodyIsToldSo(String body) throws Exception {
        HttpLimits limits = new HttpLimits(
                64, PeerLimits.ofConnections(3), 4096, 20, Duration.ofSeconds(20), Duration.ofMillis(200), RATE);
        HttpServer server = start(limits, (request, response) -> response.send(request.body(6_000_000)));
        RawClient client = client(server).send("POST / HTTP/1.1\r\nHost: h\r\n" + body);
        Thread dripping = Thread.ofVirtual().start(() -> {
            try {
                while (true) {
                    client.send("x");
                }
            } catch (IOException e) {
                // the server has closed the connection: never quiet for long enough, only slow
            }
        });

        RawClient.Answer answer = client.read();

        assertThat(answer.status()).isEqualTo(408);
        assertThat(answer.headers()).containsEntry("connection", "close");
        dripping.join();
    }

    @Test
    void aHandlerMayTakeLongerThanAnyPeerMay() throws Exception {
        CountDownLatch elsewhere = new CountDownLatch(1);
        HttpServer server = start(SHORT, (request, response) -> {
            if (request.rawPath().equals("/slow")) {
                awaitQuietly(elsewhere);
            }
            response.send("done".getBytes(UTF_8));
        });

        RawClient slow = client(server).send("GET /slow HTTP/1.1\r\nHost: h\r\n\r\n");
        RawClient idle = client(server);
        assertThat(idle.ended()).isTrue(); // more than the idle timeout has gone by
        elsewhere.countDown();

        assertThat(slow.read().text()).isEqualTo("done");
    }

    @Test
    void aPeerHasAShareOfTheConnections() throws IOException {
        HttpLimits limits = new HttpLimits(
                64, PeerLimits.ofConnections(2), 4096, 20, Duration.ofMinutes(1), Duration.ofMinutes(1), 0);
        HttpServer server = start(limits, (request, response) -> response.send(new byte[0]));
        String request = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";

        RawClient one = client(server);
        RawClient two = client(server);
        assertThat(one.send(request).read().status()).isEqualTo(200);
        assertThat(two.send(request).read().status()).isEqualTo(200);
        assertThat(client(server).ended()).isTrue();
        server.disconnect(InetAddress.getLoopbackAddress());
        assertThat(one.ended()).isTrue();
        assertThat(two.ended()).isTrue();
    }

    @Test
    void theLimitOfOpenFilesIsRead() {
        String table = """
                Limit                     Soft Limit           Hard Limit           Units
                Max processes             96364                96364                processes
                Max open files            20000                524288               files
                """;
        assertThat(OpenFiles.most(table)).isEqualTo(20_000);
        assertThat(OpenFiles.most(table.replace("20000 ", "unlimited"))).isEqualTo(Long.MAX_VALUE);
        assertThat(OpenFiles.most("")).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void inACrowdAPeerHasASmallerShare() throws IOException {
        PeerLimits peers = new PeerLimits(20, 2, 3, 20, 20);
        HttpLimits limits = new HttpLimits(64, peers, 4096, 20, Duration.ofMinutes(1), Duration.ofMinutes(1), 0);
        HttpServer server = start(limits, (request, response) -> response.send(new byte[0]));
        String request = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";

        for (int i = 0; i < 3; i++) {
            assertThat(client(server).send(request).read().status()).isEqualTo(200);
        }
        assertThat(client(server).ended()).isTrue();
    }

    @Test
    void aPeerHasAShareOfTheMemoryForLongHeads() throws Exception {
        PeerLimits peers = new PeerLimits(20, 20, 20, 1, 20);
        HttpLimits limits = new HttpLimits(64, peers, 1 << 20, 20, Duration.ofMinutes(1), Duration.ofMinutes(1), 0);
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch finish = new CountDownLatch(1);
        HttpServer server = start(limits, (request, response) -> {
            if (request.rawPath().equals("/held")) {
                running.countDown();
                awaitQuietly(finish);
            }
            response.send(new byte[0]);
        });
        String head = " HTTP/1.1\r\nHost: h\r\nLong: " + "x".repeat(20_000) + "\r\n\r\n";

        // a connection has the memory as long as its request is handled, and leaves it to the next
        RawClient one = client(server).send("GET /held" + head);
        running.await();
        assertThat(status(client(server), "GET /" + head)).isEqualTo(503);
        finish.countDown();
        assertThat(one.read().status()).isEqualTo(200);
        one.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n").read();
        assertThat(status(client(server), "GET /" + head)).isEqualTo(200);
    }

    private static int status(RawClient client, String request) {
        try {
            return client.send(request).read().status();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aHandlerCanDemandThatABodyComesSoon() throws IOException {
        HttpLimits limits =
                new HttpLimits(64, PeerLimits.NONE, 4096, 20, Duration.ofMillis(400), Duration.ofMinutes(1), 0);
        HttpServer server = start(limits, (request, response) -> {
            request.demandPace(Duration.ofMillis(50), 1024 * 1024);
            response.send(request.body(1_000));
        });
        RawClient stalled = client(server).send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\n12345");
        assertThat(stalled.ended()).isTrue();
        RawClient soon = client(server).send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\n12");
        assertThat(soon.read().text()).isEqualTo("12");
    }

    @Test
    void theEndOfAPeersLastConnectionIsToldAfterAllThatItSentWasHandled() throws Exception {
        List<String> done = new CopyOnWriteArrayList<>();
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch finish = new CountDownLatch(1);
        CountDownLatch gone = new CountDownLatch(1);
        HttpServer server = start((request, response) -> {
            running.countDown();
            awaitQuietly(finish);
            done.add("handled");
            response.send(new byte[0]);
        });
        InetAddress peer = InetAddress.getLoopbackAddress();
        RawClient idle = client(server);
        RawClient busy = client(server).send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
        running.await();
        server.whenDisconnected(peer, () -> {
            done.add("gone");
            gone.countDown();
        });

        idle.close();
        busy.close();
        finish.countDown();

        gone.await();
        assertThat(done).containsExactly("handled", "gone");
        server.whenDisconnected(peer, () -> done.add("at once"));
        assertThat(done).endsWith("at once");
    }

    @Test
    void closingLetsRunningRequestsFinish() throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch finish = new CountDownLatch(1);
        HttpServer server = start((request, response) -> {
            running.countDown();
            awaitQuietly(finish);
            response.send("finished".getBytes(UTF_8));
        });
        RawClient idle = client(server);
        RawClient busy = client(server).send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
        running.await();

        Thread closer = Thread.ofVirtual().start(() -> server.close());
        assertThat(idle.ended()).isTrue();
        assertThatThrownBy(() -> client(server)).isInstanceOf(ConnectException.class);
        finish.countDown();

        RawClient.Answer answer = busy.read();
        assertThat(answer.text()).isEqualTo("finished");
        assertThat(answer.headers()).containsEntry("connection", "close");
        closer.join();
        assertThat(server.connectionCount()).isZero();
    }

    @Test
    void closingDoesNotWaitLongerThanItsGrace() throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        HttpServer server = start(HttpLimits.DEFAULT, Duration.ofMillis(50), (request, response) -> {
            running.countDown();
            awaitQuietly(new CountDownLatch(1));
        });
        RawClient busy = client(server).send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
        running.await();

        server.close();

        // the handler, interrupted, may or may not have been quick enough to say 500; then comes the end
        busy.socket().getInputStream().readAllBytes();
        server.close(); // again: no effect
    }

    @Test
    void whatIsCutOffAtTheEndOfTheGraceMayStillSaySo() throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        HttpServer server = start(HttpLimits.DEFAULT, Duration.ofMillis(50), (request, response) -> {
            running.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException cutOff) {
                LockSupport.parkNanos(Duration.ofMillis(100).toNanos()); // not the quickest
                Thread.currentThread().interrupt();
                response.status(503).send("cut off".getBytes(UTF_8));
            }
        });
        RawClient busy = client(server).send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
        running.await();

        server.close();

        RawClient.Answer answer = busy.read();
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.text()).isEqualTo("cut off");
        assertThat(answer.headers()).containsEntry("connection", "close");
    }

    @Test
    void anAddressInUseIsSaidSo() {
        HttpServer server = start((request, response) -> response.send(new byte[0]));
        HttpServerConfig same = new HttpServerConfig(
                server.address().getAddress(), server.address().getPort());

        assertThatThrownBy(() -> HttpServer.start(same, Time.SYSTEM, Duration.ZERO, (request, response) -> {}))
                .hasMessageContaining("can't listen on")
                .hasMessageContaining("" + server.address().getPort());
    }

    @Test
    void anAddressOfAnotherMachineIsSaidSoWhateverThePort() throws Exception {
        HttpServerConfig elsewhere = new HttpServerConfig(InetAddress.getByName("198.51.100.7"), 0); // nobody's

        assertThatThrownBy(() -> HttpServer.start(elsewhere, Time.SYSTEM, Duration.ZERO, (request, response) -> {}))
                .hasMessageContaining("can't listen on 198.51.100.7");
    }

    /** A client that sends and takes bodies whose content both sides know, in chunks of any size. */
    @Test
    void manyChunkedStreamsAtOnceArriveUngarbled() throws Exception {
        long seed = System.nanoTime();
        HttpServer server = start((request, response) -> {
            try (OutputStream out = response.stream()) {
                byte[] part = new byte[7919];
                for (int count = request.bodyStream().read(part);
                        count >= 0;
                        count = request.bodyStream().read(part)) {
                    out.write(part, 0, count);
                }
            }
        });
        List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 32; i++) {
            long own = seed + i;
            threads.add(Thread.ofVirtual().start(() -> {
                try {
                    TestRequests.echoChunks(server, new Random(own), 8);
                } catch (Throwable e) {
                    failures.add(e);
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(failures).as("seed %d", seed).isEmpty();
    }
}
