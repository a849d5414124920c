package dev.hearth.dataplane.runtimeapi;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.base.http.PayloadMemory;
import dev.hearth.base.http.RawClient;
import dev.hearth.dataplane.runtimeapi.RuntimeSession.InitOutcome;
import dev.hearth.dataplane.runtimeapi.RuntimeSession.InvokeOutcome;
import dev.hearth.model.GatheringSink;
import dev.hearth.model.PiecesSink;
import dev.hearth.model.ResponseSink;
import dev.hearth.model.SandboxId;
import dev.hearth.time.Ids;
import dev.hearth.time.ManualClock;
import dev.hearth.time.Time;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a process sent before it exited counts, though the news of the exit may be faster. */
class LastAnswerTest {
    private static final PayloadMemory MEMORY = PayloadMemory.ofHeap(1L << 30);
    private static final String RUNTIME = "/2018-06-01/runtime/";
    private static final String RESPONSE = RUNTIME + "invocation/id/response";
    private static final String STREAM = "POST " + RESPONSE + " HTTP/1.1\r\nHost: x\r\n"
            + "Transfer-Encoding: chunked\r\nLambda-Runtime-Function-Response-Mode: streaming\r\n\r\n";
    private static final Duration LONG = Duration.ofSeconds(20);

    private final HttpRuntimeApi api =
            HttpRuntimeApi.withPortForEach(InetAddress.getLoopbackAddress(), MEMORY, Time.SYSTEM, Ids.secure());
    private final RuntimeSession session = api.open(new SandboxId("a"), Optional.empty());
    private final PiecesSink pieces = new PiecesSink();
    private final GatheringSink whole = new GatheringSink();
    private RawClient runtime;

    @BeforeEach
    void connect() throws IOException {
        String[] endpoint = session.endpoint().split(":", 2);
        runtime = new RawClient(new InetSocketAddress(endpoint[0], Integer.parseInt(endpoint[1])));
    }

    @AfterEach
    void close() throws IOException {
        runtime.close();
        api.close();
    }

    @Test
    void theLastPiecesOfAStreamArrive() throws Exception {
        FutureTask<InvokeOutcome> outcome = invoke(pieces);
        runtime.send(STREAM + "4\r\nhalf\r\n");
        session.processEnded();
        runtime.send("3\r\n of\r\n3\r\n it\r\n");
        runtime.close();

        assertThat(outcome.get(20, TimeUnit.SECONDS))
                .isIn(new InvokeOutcome.Truncated(), new InvokeOutcome.ProcessEnded());
        assertThat(new String(pieces.bytes(), UTF_8)).isEqualTo("half of it");
    }

    @Test
    void theEndOfAStreamArrives() throws Exception {
        FutureTask<InvokeOutcome> outcome = invoke(pieces);
        runtime.send(STREAM + "4\r\nhalf\r\n");
        session.processEnded();
        runtime.send("3\r\n of\r\n0\r\n\r\n");
        runtime.close();

        assertThat(outcome.get(20, TimeUnit.SECONDS)).isEqualTo(new InvokeOutcome.Answered(7));
        assertThat(new String(pieces.bytes(), UTF_8)).isEqualTo("half of");
    }

    @Test
    void anAnswerThatIsPostedRightBeforeTheExitArrives() throws Exception {
        FutureTask<InvokeOutcome> outcome = invoke(whole);
        session.processEnded();
        runtime.request("POST", RESPONSE, "", "{}".getBytes(UTF_8));

        assertThat(outcome.get(20, TimeUnit.SECONDS)).isEqualTo(new InvokeOutcome.Answered(2));
        assertThat(new String(whole.payload(), UTF_8)).isEqualTo("{}");
    }

    @Test
    void anErrorThatIsPostedRightBeforeTheExitArrives() throws Exception {
        FutureTask<InvokeOutcome> outcome = invoke(whole);
        session.processEnded();
        runtime.request(
                "POST",
                RUNTIME + "invocation/id/error",
                "Lambda-Runtime-Function-Error-Type: Some.Error\r\n",
                "{}".getBytes(UTF_8));

        assertThat(outcome.get(20, TimeUnit.SECONDS)).isInstanceOfSatisfying(InvokeOutcome.Failed.class, failed -> {
            assertThat(failed.error().type()).isEqualTo("Some.Error");
        });
    }

    @Test
    void theReasonOfAFailedInitArrives() throws Exception {
        FutureTask<InitOutcome> init = async(() -> session.awaitInit(LONG));
        runtime.send("POST " + RUNTIME + "init/error HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n");
        session.processEnded();
        runtime.send("Lambda-Runtime-Function-Error-Type: Some.Error\r\n\r\n{}");

        assertThat(init.get(20, TimeUnit.SECONDS)).isInstanceOfSatisfying(InitOutcome.Failed.class, failed -> {
            assertThat(failed.error().type()).isEqualTo("Some.Error");
        });
    }

    @Test
    void theReasonOfAFailedInitIsKeptUntilTheWorkerReadsIt() throws Exception {
        Session own = new Session(Time.SYSTEM, new ManualClock(Instant.EPOCH));
        RuntimeError error = new RuntimeError("Some.Error", "{}".getBytes(UTF_8));
        own.initError(error);
        own.processExited(whenRead -> {});

        assertThat(own.state()).isEqualTo(RuntimeState.GONE);
        assertThat(own.awaitInit(LONG)).isEqualTo(new InitOutcome.Failed(error));
    }

    @Test
    void withoutAnAnswerTheInvocationEndsWithTheConnection() throws Exception {
        FutureTask<InvokeOutcome> outcome = invoke(whole);
        session.processEnded();
        runtime.close();

        assertThat(outcome.get(20, TimeUnit.SECONDS)).isEqualTo(new InvokeOutcome.ProcessEnded());
    }

    @Test
    void whoDestroysTheSandboxWaitsForNothing() throws Exception {
        FutureTask<InvokeOutcome> outcome = invoke(whole);
        session.processEnded();
        session.processEnded();

        assertThat(outcome.get(20, TimeUnit.SECONDS)).isEqualTo(new InvokeOutcome.ProcessEnded());
    }

    @Test
    void aChildThatKeepsTheConnectionIsNotWaitedForLong() throws Exception {
        ManualClock clock = new ManualClock(Instant.EPOCH);
        Session own = new Session(clock, clock);
        FutureTask<InvokeOutcome> outcome =
                async(() -> own.invoke(Invocations.of("id", "{}"), Instant.EPOCH, LONG, pieces));
        assertThat(own.next()).isInstanceOf(Reply.Delivery.class);
        own.begin("id", "text/plain");
        own.processExited(never -> {});

        clock.advance(Limits.LAST_ANSWER.minusNanos(1));
        own.pass("id", "a piece".getBytes(UTF_8), 7);
        clock.advance(Limits.LAST_ANSWER);
        assertThat(own.next()).as("a child's question").isEqualTo(new Reply.Refused(RuntimeState.GONE));
        assertThat(outcome.isDone()).as("a piece came in time").isFalse();
        clock.advance(Limits.LAST_ANSWER);

        assertThat(outcome.get(20, TimeUnit.SECONDS)).isEqualTo(new InvokeOutcome.ProcessEnded());
        assertThat(own.state()).isEqualTo(RuntimeState.GONE);
    }

    @Test
    void aConnectionThatTheServerHasNotAcceptedYetCountsToo() throws Exception {
        ManualClock clock = new ManualClock(Instant.EPOCH);
        Session own = new Session(clock, clock);
        List<Runnable> connected = new ArrayList<>();
        FutureTask<InvokeOutcome> outcome =
                async(() -> own.invoke(Invocations.of("id", "{}"), Instant.EPOCH, LONG, whole));
        assertThat(own.next()).isInstanceOf(Reply.Delivery.class);
        own.processExited(connected::add);

        assertThat(connected).as("the look at the connections comes later").isEmpty();
        clock.advance(Limits.ACCEPTANCE.minusNanos(1));
        assertThat(own.respond("id", "application/json", "{}".getBytes(UTF_8))).isInstanceOf(Reply.Accepted.class);

        assertThat(outcome.get(20, TimeUnit.SECONDS)).isEqualTo(new InvokeOutcome.Answered(2));
        assertThat(own.state()).isEqualTo(RuntimeState.GONE);
        clock.advance(Limits.ACCEPTANCE);
        assertThat(connected).isEmpty();
    }

    @Test
    void theInvocationEndsWhenTheConnectionsAreReadAfterThat() throws Exception {
        ManualClock clock = new ManualClock(Instant.EPOCH);
        Session own = new Session(clock, clock);
        List<Runnable> connected = new ArrayList<>();
        FutureTask<InvokeOutcome> outcome =
                async(() -> own.invoke(Invocations.of("id", "{}"), Instant.EPOCH, LONG, whole));
        assertThat(own.next()).isInstanceOf(Reply.Delivery.class);
        own.processExited(connected::add);

        clock.advance(Limits.ACCEPTANCE);
        assertThat(connected).hasSize(1);
        assertThat(outcome.isDone()).isFalse();
        connected.getFirst().run();

        assertThat(outcome.get(20, TimeUnit.SECONDS)).isEqualTo(new InvokeOutcome.ProcessEnded());
    }

    private FutureTask<InvokeOutcome> invoke(ResponseSink sink) throws IOException {
        FutureTask<InvokeOutcome> outcome =
                async(() -> session.invoke(Invocations.of("id", "{}"), Instant.EPOCH, LONG, sink));
        runtime.send("GET " + RUNTIME + "invocation/next HTTP/1.1\r\nHost: x\r\n\r\n");
        assertThat(runtime.read().status()).isEqualTo(200);
        return outcome;
    }

    private static <T> FutureTask<T> async(Callable<T> task) {
        FutureTask<T> future = new FutureTask<>(task);
        Thread.ofVirtual().start(future);
        return future;
    }
}
