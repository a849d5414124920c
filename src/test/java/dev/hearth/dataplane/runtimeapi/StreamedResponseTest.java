package dev.hearth.dataplane.runtimeapi;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.base.http.PayloadMemory;
import dev.hearth.base.http.RawClient;
import dev.hearth.base.http.RawClient.Answer;
import dev.hearth.dataplane.runtimeapi.RuntimeSession.InvokeOutcome;
import dev.hearth.model.PiecesSink;
import dev.hearth.model.SandboxId;
import dev.hearth.time.Ids;
import dev.hearth.time.Time;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Answers to a caller that takes them in pieces, as runtimes send them over HTTP. */
class StreamedResponseTest {
    private static final PayloadMemory MEMORY = PayloadMemory.ofHeap(1L << 30);
    private static final String RUNTIME = "/2018-06-01/runtime/";
    private static final String STREAM = "POST " + RUNTIME + "invocation/id/response HTTP/1.1\r\nHost: x\r\n"
            + "Transfer-Encoding: chunked\r\nLambda-Runtime-Function-Response-Mode: streaming\r\n";

    private final HttpRuntimeApi api =
            HttpRuntimeApi.withPortForEach(InetAddress.getLoopbackAddress(), MEMORY, Time.SYSTEM, Ids.secure());
    private final RuntimeSession session = api.open(new SandboxId("a"), Optional.empty());
    private final BlockingQueue<String> arrived = new LinkedBlockingQueue<>();
    private final AtomicLong received = new AtomicLong();
    private final PiecesSink sink = new PiecesSink() {
        @Override
        public void begin(String contentType) {
            arrived.add("begin " + contentType);
        }

        @Override
        public boolean write(byte[] piece, int offset, int length, Duration atMost) {
            received.addAndGet(length);
            if (length < 100) {
                arrived.add(new String(piece, offset, length, UTF_8));
            }
            return true;
        }
    };
    private RawClient runtime;
    private FutureTask<InvokeOutcome> outcome;

    @BeforeEach
    void begin() throws IOException {
        runtime = connect();
        invoke(Duration.ofSeconds(20));
    }

    @AfterEach
    void close() throws IOException {
        runtime.close();
        api.close();
    }

    private RawClient connect() throws IOException {
        String[] endpoint = session.endpoint().split(":", 2);
        return new RawClient(new InetSocketAddress(endpoint[0], Integer.parseInt(endpoint[1])));
    }

    private void invoke(Duration limit) throws IOException {
        outcome = new FutureTask<>(() -> session.invoke(Invocations.of("id", "{}"), Instant.EPOCH, limit, sink));
        Thread.ofVirtual().start(outcome);
        assertThat(next(runtime).status()).isEqualTo(200);
    }

    private static Answer next(RawClient client) throws IOException {
        return client.send("GET " + RUNTIME + "invocation/next HTTP/1.1\r\nHost: x\r\n\r\n")
                .read();
    }

    private String arrival() throws InterruptedException {
        String next = arrived.poll(20, TimeUnit.SECONDS);
        return next == null ? "nothing" : next;
    }

    @Test
    void eachPieceArrivesBeforeTheNextIsMade() throws Exception {
        runtime.send(STREAM + "Content-Type: text/html\r\n\r\n");
        assertThat(arrival()).isEqualTo("begin text/html");
        runtime.send("5\r\nhello\r\n");
        assertThat(arrival()).isEqualTo("hello");
        runtime.send("6\r\n world\r\n");
        assertThat(arrival()).isEqualTo(" world");
        assertThat(outcome.isDone()).isFalse();
        Answer taken = runtime.send("0\r\n\r\n").read();

        assertThat(taken.status()).isEqualTo(202);
        assertThat(taken.text()).isEqualTo("{\"status\":\"OK\"}\n");
        assertThat(outcome.get()).isInstanceOf(InvokeOutcome.Answered.class);
        invoke(Duration.ofSeconds(20)); // the same connection goes on
    }

    @Test
    void anAnswerOfUnknownLengthIsAStreamWhateverItSays() throws Exception {
        runtime.send("POST " + RUNTIME + "invocation/id/response HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n"
                + "\r\n4\r\nhalf\r\n");
        assertThat(arrival()).isEqualTo("begin application/octet-stream");
        assertThat(arrival()).isEqualTo("half");
        runtime.send("0\r\nLambda-Runtime-Function-Error-Type: E\r\n\r\n");

        assertThat(outcome.get()).isInstanceOf(InvokeOutcome.Broken.class);
    }

    @Test
    void aTypeThatIsNotGivenIsBytes() throws Exception {
        runtime.send(STREAM + "\r\n0\r\n\r\n");

        assertThat(arrival()).isEqualTo("begin application/octet-stream");
        assertThat(outcome.get()).isInstanceOf(InvokeOutcome.Answered.class);
    }

    @Test
    void anAnswerThatIsNoStreamComesAsOnePiece() throws Exception {
        Answer taken = runtime.request(
                        "POST",
                        RUNTIME + "invocation/id/response",
                        "Content-Type: application/json\r\n",
                        "{\"a\":1}".getBytes(UTF_8))
                .read();

        assertThat(taken.status()).isEqualTo(202);
        assertThat(outcome.get()).isInstanceOf(InvokeOutcome.Answered.class);
        assertThat(arrived).containsExactly("begin application/json", "{\"a\":1}");
    }

    @Test
    void anAnswerThatIsNoStreamHasTheSmallerLimit() throws Exception {
        Answer refused = runtime.request("POST", RUNTIME + "invocation/id/response", "", new byte[6_291_557])
                .read();

        assertThat(refused.status()).isEqualTo(413);
        assertThat(outcome.get()).isEqualTo(new InvokeOutcome.ResponseTooLarge(6_291_557, 6_291_556));
        assertThat(arrived).isEmpty();
    }

    @Test
    void trailersSayWhatEndedTheStream() throws Exception {
        String error = "{\"errorType\":\"E\",\"errorMessage\":\"no\"}";
        runtime.send(STREAM + "Trailer: Lambda-Runtime-Function-Error-Type, Lambda-Runtime-Function-Error-Body\r\n\r\n"
                + "4\r\nhalf\r\n0\r\nLambda-Runtime-Function-Error-Type: Function.E\r\n"
                + "Lambda-Runtime-Function-Error-Body: "
                + Base64.getEncoder().encodeToString(error.getBytes(UTF_8)) + "\r\n\r\n");

        assertThat(runtime.read().status()).isEqualTo(202);
        assertThat(outcome.get()).isInstanceOfSatisfying(InvokeOutcome.Broken.class, broken -> {
            assertThat(broken.error().type()).isEqualTo("Function.E");
            assertThat(new String(broken.error().body(), UTF_8)).isEqualTo(error);
        });
        assertThat(arrived).containsExactly("begin application/octet-stream", "half");
    }

    @Test
    void aConnectionThatBreaksTruncatesTheAnswer() throws Exception {
        runtime.send(STREAM + "\r\n4\r\nhalf\r\n");
        assertThat(arrival()).startsWith("begin");
        assertThat(arrival()).isEqualTo("half");
        runtime.close();

        assertThat(outcome.get()).isEqualTo(new InvokeOutcome.Truncated());
        try (RawClient anew = connect()) {
            Thread.ofVirtual()
                    .start(new FutureTask<>(() ->
                            session.invoke(Invocations.of("id-2", "{}"), Instant.EPOCH, Duration.ofSeconds(20), sink)));
            assertThat(next(anew).status()).isEqualTo(200);
        }
    }

    @Test
    void chunksThatAreNoneTruncateItToo() throws Exception {
        runtime.send(STREAM + "\r\n4\r\nhalf\r\nzzz\r\n");

        assertThat(runtime.read().status()).isEqualTo(400);
        assertThat(outcome.get()).isEqualTo(new InvokeOutcome.Truncated());
    }

    @Test
    void nothingElseIsTakenMeanwhile() throws Exception {
        runtime.send(STREAM + "\r\n4\r\nhalf\r\n");
        assertThat(arrival()).startsWith("begin");
        try (RawClient other = connect()) {
            assertThat(next(other).status()).isEqualTo(403);
            for (String path : new String[] {"invocation/id/response", "invocation/id/error"}) {
                assertThat(other.request("POST", RUNTIME + path, "", "{}".getBytes(UTF_8))
                                .read()
                                .status())
                        .isEqualTo(400);
            }
        }
        assertThat(runtime.send("0\r\n\r\n").read().status()).isEqualTo(202);
        assertThat(outcome.get()).isInstanceOf(InvokeOutcome.Answered.class);
    }

    @Test
    void aStreamThatIsTooLateIsRefused() throws Exception {
        runtime.send(STREAM + "\r\n0\r\n\r\n").read();
        invoke(Duration.ofMillis(50));
        runtime.send(STREAM + "\r\n4\r\nhalf\r\n");
        assertThat(outcome.get()).isEqualTo(new InvokeOutcome.TimedOut());

        Answer refused = runtime.send("4\r\nmore\r\n0\r\n\r\n").read();
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.text()).contains("InvalidRequestID");
    }

    @Test
    void aStreamMayBeAsLargeAsTheLimitAndNoLarger() throws Exception {
        byte[] chunk = ("100000\r\n" + "x".repeat(1 << 20) + "\r\n").getBytes(UTF_8);
        runtime.send(STREAM + "\r\n");
        for (int i = 0; i < 200; i++) {
            runtime.send(chunk);
        }
        assertThat(runtime.send("0\r\n\r\n").read().status()).isEqualTo(202);
        assertThat(outcome.get()).isInstanceOf(InvokeOutcome.Answered.class);
        assertThat(received).hasValue(209_715_200);

        invoke(Duration.ofSeconds(20));
        received.set(0);
        runtime.send(STREAM + "\r\n");
        for (int i = 0; i < 200; i++) {
            runtime.send(chunk);
        }
        Answer refused = runtime.send("1\r\nx\r\n0\r\n\r\n").read();
        assertThat(refused.status()).isEqualTo(413);
        assertThat(refused.text()).contains("Exceeded maximum allowed payload size (209715200 bytes).");
        assertThat(outcome.get()).isEqualTo(new InvokeOutcome.ResponseTooLarge(209_715_201, 209_715_200));
        assertThat(received).hasValue(209_715_200);
    }
}
