package dev.hearth.dataplane.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.base.json.JsonValue.JsonObject;
import dev.hearth.time.Eventually;
import dev.hearth.time.SystemTimers;
import dev.hearth.time.Time;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What subscribers get, of servers on the loopback that take the place of extensions. */
@Timeout(60)
class TelemetryTest {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final long MEMORY = 4L * 1024 * 1024;

    private final SystemTimers timers = new SystemTimers("telemetry", Time.SYSTEM);
    private final TelemetryMemory memory = new TelemetryMemory(MEMORY);
    private final Telemetry telemetry = new Telemetry(memory, Time.SYSTEM, timers);
    private final List<String> subscribed = new CopyOnWriteArrayList<>();
    private final List<String> bodies = new CopyOnWriteArrayList<>();
    private final Semaphore answers = new Semaphore(0);
    private volatile String status = "200 OK";
    private ServerSocket server;

    @BeforeEach
    void listen() throws IOException {
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        telemetry.listen((extension, types, ofLogs) -> subscribed.add(extension + " " + types + " " + ofLogs));
        telemetry.open(port -> SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port)));
    }

    @AfterEach
    void close() throws IOException {
        telemetry.close();
        server.close();
        timers.close();
        Eventually.holds(() -> memory.left() == MEMORY);
    }

    @Test
    void aSubscriberGetsWhatWasBeforeAndWhatComesInBatches() throws Exception {
        answers.release(1_000);
        serve();
        telemetry.tell(event("platform.initStart"));
        telemetry.line(Category.FUNCTION, "before\n", false);

        assertThat(subscribe("one", http(25))).isEqualTo(Telemetry.Outcome.SUBSCRIBED);
        assertThat(subscribe("one", http(25))).isEqualTo(Telemetry.Outcome.SUBSCRIBED);
        telemetry.line(Category.FUNCTION, "{\"level\":\"INFO\"}\n", true);
        telemetry.line(Category.EXTENSION, "not subscribed\n", false);
        telemetry.endSubscriptions();
        assertThat(subscribe("two", http(25))).isEqualTo(Telemetry.Outcome.OVER);
        telemetry.flush(LONG);

        String all = String.join("", bodies);
        assertThat(all)
                .startsWith("[{\"time\":")
                .contains("\"type\":\"platform.initStart\"", "\"record\":\"before\\n\"")
                .contains("\"record\":{\"level\":\"INFO\"}")
                .doesNotContain("not subscribed");
        assertThat(subscribed).containsExactly("one [PLATFORM, FUNCTION] false");
    }

    @Test
    void withoutSubscribersNobodyIsTold() {
        assertThat(telemetry.none()).isFalse();
        telemetry.endSubscriptions();
        assertThat(telemetry.none()).isTrue();
        telemetry.tell(event("platform.start"));
    }

    @Test
    void theOtherApiIsRefused() {
        assertThat(subscribe("one", http(25))).isEqualTo(Telemetry.Outcome.SUBSCRIBED);
        assertThat(subscribe("one", tcp())).isEqualTo(Telemetry.Outcome.OTHER_API);
    }

    @Test
    void anExtensionMaySubscribeForSeveralDestinationsUpToABound() {
        for (int port = 1; port <= Limits.SUBSCRIBERS; port++) {
            assertThat(subscribe("one", toPort(port))).isEqualTo(Telemetry.Outcome.SUBSCRIBED);
            assertThat(subscribe("one", toPort(port))).isEqualTo(Telemetry.Outcome.SUBSCRIBED);
        }
        assertThat(subscribed).hasSize(Limits.SUBSCRIBERS);
        assertThat(subscribe("one", toPort(1_000))).isEqualTo(Telemetry.Outcome.TOO_MANY);
    }

    private static Subscription toPort(int port) {
        return new Subscription(
                Dialect.TELEMETRY_DECEMBER_2022,
                EnumSet.of(Category.PLATFORM),
                1_000,
                262_144,
                Duration.ofSeconds(30),
                new Subscription.Http(port, "POST", "/"));
    }

    @Test
    void aBatchThatIsRefusedIsSentAgain() throws Exception {
        status = "500 Not Now";
        answers.release(1_000);
        serve();
        assertThat(subscribe("one", http(25))).isEqualTo(Telemetry.Outcome.SUBSCRIBED);
        telemetry.tell(event("platform.start"));
        Eventually.holds(() -> bodies.size() >= 2);
        status = "200 OK";
        telemetry.flush(LONG);
        assertThat(bodies.stream().distinct()).hasSize(1);
    }

    @Test
    void whatASlowSubscriberHasNoRoomForIsDroppedAndCounted() throws Exception {
        serve();
        assertThat(subscribe("one", http(25))).isEqualTo(Telemetry.Outcome.SUBSCRIBED);
        String line = "x".repeat(1_000);
        telemetry.line(Category.FUNCTION, "first", false);
        Eventually.holds(() -> bodies.size() == 1); // it waits for the answer
        for (int i = 0; i < 1_000; i++) {
            telemetry.line(Category.FUNCTION, line, false);
        }
        assertThat(memory.left()).isGreaterThan(MEMORY - 3 * 262_144);
        answers.release(1_000);
        telemetry.flush(LONG);
        assertThat(String.join("", bodies))
                .containsPattern("\"type\":\"platform.logsDropped\",\"record\":"
                        + "\\{\"droppedBytes\":\\d+,\"droppedRecords\":\\d+,\"reason\":\"Consumer seems");
    }

    @Test
    void theCountOfWhatWasDroppedIsSentAgainWithItsBatch() throws Exception {
        serve();
        assertThat(subscribe("one", http(25))).isEqualTo(Telemetry.Outcome.SUBSCRIBED);
        telemetry.line(Category.FUNCTION, "first", false);
        Eventually.holds(() -> bodies.size() == 1); // it waits for the answer
        for (int i = 0; i < 1_000; i++) {
            telemetry.line(Category.FUNCTION, "x".repeat(1_000), false);
        }
        answers.release();
        Eventually.holds(() -> bodies.size() == 2);
        status = "500 Not Now";
        answers.release();
        Eventually.holds(() -> bodies.size() == 3);
        status = "200 OK";
        answers.release(1_000);
        telemetry.flush(LONG);
        assertThat(bodies.get(1)).contains("platform.logsDropped");
        assertThat(bodies.get(2)).isEqualTo(bodies.get(1));
    }

    @Test
    void theLogsApiGetsLinesOfItsOwnSchema() throws Exception {
        assertThat(subscribe("one", tcp())).isEqualTo(Telemetry.Outcome.SUBSCRIBED);
        telemetry.tell(event("platform.initStart"));
        telemetry.tell(TelemetryEvent.platform(
                Instant.EPOCH,
                "platform.runtimeDone",
                JsonObject.builder()
                        .put("requestId", "id")
                        .put("status", "error")
                        .build()));
        telemetry.tell(TelemetryEvent.platform(
                Instant.EPOCH,
                "platform.report",
                JsonObject.builder()
                        .put("requestId", "id")
                        .put("status", "error")
                        .build()));
        List<String> lines = new ArrayList<>();
        try (Socket socket = server.accept();
                BufferedReader reader =
                        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
            for (int i = 0; i < 3; i++) {
                lines.add(reader.readLine());
            }
        }
        assertThat(lines)
                .containsExactly(
                        "{\"time\":\"1970-01-01T00:00:00.000Z\",\"type\":\"platform.runtimeDone\","
                                + "\"record\":{\"requestId\":\"id\",\"status\":\"failure\"}}",
                        "{\"time\":\"1970-01-01T00:00:00.000Z\",\"type\":\"platform.end\","
                                + "\"record\":{\"requestId\":\"id\"}}",
                        "{\"time\":\"1970-01-01T00:00:00.000Z\",\"type\":\"platform.report\","
                                + "\"record\":{\"requestId\":\"id\"}}");
    }

    @Test
    void allBuffersTogetherAreBounded() {
        Telemetry crowded = new Telemetry(new TelemetryMemory(100), Time.SYSTEM, timers);
        crowded.open(port -> {
            throw new ConnectException("nobody");
        });
        assertThat(crowded.subscribe("one", http(30_000))).isEqualTo(Telemetry.Outcome.SUBSCRIBED);
        crowded.line(Category.FUNCTION, "x".repeat(1_000), false);
        crowded.close();
    }

    @Test
    void whatIsKeptForSubscribersTakesOfTheMemoryOfAllBuffers() {
        telemetry.line(Category.FUNCTION, "x".repeat(1_000), false);
        assertThat(memory.left()).isLessThan(MEMORY - 1_000);
        telemetry.endSubscriptions();
        assertThat(memory.left()).isEqualTo(MEMORY);

        TelemetryMemory little = new TelemetryMemory(100);
        Telemetry crowded = new Telemetry(little, Time.SYSTEM, timers);
        crowded.open(port -> {
            throw new ConnectException("nobody");
        });
        crowded.line(Category.FUNCTION, "x".repeat(1_000), false);
        assertThat(little.left()).isEqualTo(100);
        crowded.close();
    }

    private Telemetry.Outcome subscribe(String name, Subscription subscription) {
        return telemetry.subscribe(name, subscription);
    }

    private Subscription http(int millis) {
        return new Subscription(
                Dialect.TELEMETRY_DECEMBER_2022,
                EnumSet.of(Category.PLATFORM, Category.FUNCTION),
                1_000,
                262_144,
                Duration.ofMillis(millis),
                new Subscription.Http(server.getLocalPort(), "POST", "/"));
    }

    private Subscription tcp() {
        return new Subscription(
                Dialect.LOGS_2021,
                EnumSet.of(Category.PLATFORM),
                1_000,
                262_144,
                Duration.ofMillis(25),
                new Subscription.Tcp(server.getLocalPort()));
    }

    private static TelemetryEvent event(String type) {
        return TelemetryEvent.platform(Instant.EPOCH, type, JsonObject.EMPTY);
    }

    /** Answers each request when a permit is there. */
    private void serve() {
        Thread.ofVirtual().start(() -> {
            while (!server.isClosed()) {
                try (Socket socket = server.accept()) {
                    answer(socket);
                } catch (IOException e) {
                    return; // closed
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return;
                }
            }
        });
    }

    private void answer(Socket socket) throws IOException, InterruptedException {
        String text = "";
        byte[] buffer = new byte[64 * 1024];
        while (!isWhole(text)) {
            int count = socket.getInputStream().read(buffer);
            if (count < 0) {
                throw new UncheckedIOException(new IOException("cut off"));
            }
            text += new String(buffer, 0, count, StandardCharsets.UTF_8);
        }
        bodies.add(text.substring(text.indexOf("\r\n\r\n") + 4));
        answers.acquire();
        socket.getOutputStream()
                .write(("HTTP/1.1 " + status + "\r\nContent-Length: 0\r\n\r\n").getBytes(StandardCharsets.UTF_8));
    }

    private static boolean isWhole(String text) {
        int head = text.indexOf("\r\n\r\n");
        if (head < 0) {
            return false;
        }
        int start = text.indexOf("Content-Length: ") + 16;
        int length = Integer.parseInt(text.substring(start, text.indexOf("\r\n", start)));
        return text.length() >= head + 4 + length;
    }
}
