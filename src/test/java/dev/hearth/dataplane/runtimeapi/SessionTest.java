package dev.hearth.dataplane.runtimeapi;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.dataplane.runtimeapi.RuntimeSession.InitOutcome;
import dev.hearth.dataplane.runtimeapi.RuntimeSession.InvokeOutcome;
import dev.hearth.model.GatheringSink;
import dev.hearth.model.PiecesSink;
import dev.hearth.model.ResponseSink.Form;
import dev.hearth.time.Eventually;
import dev.hearth.time.ManualClock;
import dev.hearth.time.SystemTimers;
import dev.hearth.time.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SessionTest {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final RuntimeError ERROR = new RuntimeError("Runtime.Bad", new byte[] {'{', '}'});
    private static final String ID = "id-1";
    private static final String JSON = "application/json";

    private final SystemTimers timers = new SystemTimers("limits", Time.SYSTEM);
    private final Session session = new Session(Time.SYSTEM, timers);

    /** Every event in every state: where it leads, and what the runtime hears. */
    @ParameterizedTest
    @CsvSource({
        "STARTING,  answer,    STARTING,  UnknownId",
        "STARTING,  initError, FAILED,    Accepted",
        "STARTING,  ended,     GONE,      ",
        "STARTING,  exited,    STARTING,  ",
        "FAILED,    exited,    GONE,      ",
        "READY,     exited,    GONE,      ",
        "BUSY,      exited,    BUSY,      ",
        "STREAMING, exited,    STREAMING, ",
        "RESPONDED, exited,    GONE,      ",
        "FAILED,    next,      FAILED,    Refused",
        "FAILED,    answer,    FAILED,    UnknownId",
        "FAILED,    initError, FAILED,    Refused",
        "FAILED,    ended,     GONE,      ",
        "READY,     answer,    READY,     UnknownId",
        "READY,     initError, READY,     Refused",
        "READY,     ended,     GONE,      ",
        "BUSY,      next,      BUSY,      Delivery",
        "BUSY,      answer,    RESPONDED, Accepted",
        "BUSY,      wrong,     BUSY,      UnknownId",
        "BUSY,      initError, BUSY,      Refused",
        "BUSY,      undeliver, READY,     ",
        "BUSY,      ended,     GONE,      ",
        "BUSY,      begin,     STREAMING, Accepted",
        "BUSY,      pass,      BUSY,      UnknownId",
        "BUSY,      finish,    BUSY,      UnknownId",
        "STREAMING, next,      STREAMING, Refused",
        "STREAMING, answer,    STREAMING, UnknownId",
        "STREAMING, wrong,     STREAMING, UnknownId",
        "STREAMING, begin,     STREAMING, UnknownId",
        "STREAMING, pass,      STREAMING, Accepted",
        "STREAMING, finish,    RESPONDED, Accepted",
        "STREAMING, initError, STREAMING, Refused",
        "STREAMING, undeliver, STREAMING, ",
        "STREAMING, ended,     GONE,      ",
        "RESPONDED, begin,     RESPONDED, UnknownId",
        "RESPONDED, pass,      RESPONDED, UnknownId",
        "RESPONDED, finish,    RESPONDED, UnknownId",
        "GONE,      pass,      GONE,      UnknownId",
        "RESPONDED, answer,    RESPONDED, UnknownId",
        "RESPONDED, wrong,     RESPONDED, UnknownId",
        "RESPONDED, initError, RESPONDED, Refused",
        "RESPONDED, undeliver, RESPONDED, ",
        "RESPONDED, ended,     GONE,      ",
        "GONE,      next,      GONE,      Refused",
        "GONE,      answer,    GONE,      UnknownId",
        "GONE,      initError, GONE,      Refused",
        "GONE,      ended,     GONE,      ",
    })
    void eachEventInEachState(RuntimeState from, String event, RuntimeState to, @Nullable String reply)
            throws Exception {
        bring(from);

        Reply got = switch (event) {
            case "next" -> session.next();
            case "answer" -> session.respond(ID, JSON, new byte[0]);
            case "wrong" -> session.respond("other", JSON, new byte[0]);
            case "begin" -> session.begin(ID, "text/plain");
            case "pass" -> session.pass(ID, new byte[1], 1) ? new Reply.Accepted() : new Reply.UnknownId();
            case "finish" -> session.finish(ID, new InvokeOutcome.Answered(5));
            case "initError" -> session.initError(ERROR);
            case "undeliver" -> {
                session.undelivered(new Reply.Delivery(Invocations.of(ID, "{}"), Instant.EPOCH, 1));
                yield null;
            }
            case "exited" -> {
                session.processExited(whenRead -> {});
                yield null;
            }
            case "ended" -> {
                session.processEnded();
                yield null;
            }
            default -> throw new IllegalArgumentException(event);
        };

        assertThat(session.state()).isEqualTo(to);
        assertThat(got == null ? null : got.getClass().getSimpleName()).isEqualTo(reply);
    }

    @Test
    void initEndsWithTheFirstNext() throws Exception {
        FutureTask<InitOutcome> init = async(() -> session.awaitInit(LONG));
        FutureTask<Reply> next = async(session::next);

        assertThat(init.get()).isEqualTo(new InitOutcome.Ready());
        session.processEnded();
        assertThat(next.get()).isEqualTo(new Reply.Refused(RuntimeState.GONE));
        assertThat(session.awaitInit(LONG)).as("however late the worker looks").isEqualTo(new InitOutcome.Ready());
    }

    @Test
    void initThatEndsWithTheProcessSaysSo() throws Exception {
        session.processEnded();

        assertThat(session.next()).isEqualTo(new Reply.Refused(RuntimeState.GONE));
        assertThat(session.awaitInit(LONG)).isEqualTo(new InitOutcome.ProcessEnded());
    }

    @Test
    void initThatFailsSaysWhy() throws Exception {
        FutureTask<InitOutcome> init = async(() -> session.awaitInit(LONG));
        session.initError(ERROR);

        assertThat(init.get()).isEqualTo(new InitOutcome.Failed(ERROR));
    }

    @Test
    void anInvocationIsPickedUpOnceHoweverOftenItIsDelivered() throws Exception {
        List<String> pickedUp = new CopyOnWriteArrayList<>();
        session.onPickUp(invocation -> pickedUp.add(invocation.requestId()));
        FutureTask<InvokeOutcome> outcome = invoke(ID);
        Reply first = session.next();
        session.undelivered((Reply.Delivery) first);
        session.next();
        session.next();
        session.respond(ID, JSON, new byte[0]);
        outcome.get();
        session.processEnded();

        assertThat(session.invoke(Invocations.of("id-2", "{}"), Instant.EPOCH, LONG, new GatheringSink()))
                .isEqualTo(new InvokeOutcome.NotDelivered());
        assertThat(pickedUp).containsExactly(ID);
    }

    @Test
    void initIsWaitedForNoLongerThanSaid() throws Exception {
        assertThat(session.awaitInit(Duration.ofMillis(5))).isEqualTo(new InitOutcome.TimedOut());
    }

    @Test
    void anInvocationIsHandedOverAndAnswered() throws Exception {
        FutureTask<Reply> next = async(session::next);
        Instant deadline = Instant.ofEpochMilli(1_700_000_000_123L);
        FutureTask<InvokeOutcome> outcome =
                async(() -> session.invoke(Invocations.of(ID, "{}"), deadline, LONG, new GatheringSink()));

        assertThat(next.get()).isInstanceOfSatisfying(Reply.Delivery.class, delivery -> {
            assertThat(delivery.invocation().requestId()).isEqualTo(ID);
            assertThat(delivery.deadline()).isEqualTo(deadline);
        });
        byte[] answer = "yes".getBytes(UTF_8);
        session.respond(ID, JSON, answer);
        assertThat(outcome.get()).isEqualTo(new InvokeOutcome.Answered(3));
    }

    @Test
    void anInvocationWaitsForARuntimeThatIsNotThereYet() throws Exception {
        FutureTask<InvokeOutcome> outcome = invoke(ID);

        assertThat(session.next()).isInstanceOf(Reply.Delivery.class);
        session.fail(ID, new InvokeOutcome.Failed(ERROR));
        assertThat(outcome.get()).isEqualTo(new InvokeOutcome.Failed(ERROR));
    }

    @Test
    void theRestOfAnInvocationLastsUntilTheRuntimeAsksAgain() throws Exception {
        FutureTask<InvokeOutcome> outcome = invoke(ID);
        session.next();
        session.fail(ID, new InvokeOutcome.Failed(ERROR));
        outcome.get();
        assertThat(session.awaitRest(Duration.ofMillis(5))).isFalse();
        assertThat(session.state()).isEqualTo(RuntimeState.RESPONDED);
        FutureTask<InvokeOutcome> following = invoke("id-2");
        FutureTask<Boolean> rest = async(() -> session.awaitRest(LONG));
        assertThat(session.next()).isInstanceOf(Reply.Delivery.class);
        assertThat(rest.get()).isTrue();
        session.processEnded();
        assertThat(following.get()).isEqualTo(new InvokeOutcome.ProcessEnded());
    }

    @Test
    void aTimeoutMakesTheLateAnswerUnknownAndTheRuntimeMayGoOn() throws Exception {
        FutureTask<Reply> next = async(session::next);
        FutureTask<InvokeOutcome> outcome = async(() ->
                session.invoke(Invocations.of(ID, "{}"), Instant.EPOCH, Duration.ofMillis(20), new GatheringSink()));
        next.get();

        assertThat(outcome.get()).isEqualTo(new InvokeOutcome.TimedOut());
        assertThat(session.respond(ID, JSON, new byte[0])).isEqualTo(new Reply.UnknownId());
        FutureTask<Reply> again = async(session::next);
        offer("id-2");
        assertThat(again.get())
                .isInstanceOfSatisfying(
                        Reply.Delivery.class,
                        delivery ->
                                assertThat(delivery.invocation().requestId()).isEqualTo("id-2"));
    }

    @Test
    void anInvocationThatNobodyPickedUpCanGoElsewhere() throws Exception {
        assertThat(session.invoke(Invocations.of(ID, "{}"), Instant.EPOCH, Duration.ofMillis(5), new GatheringSink()))
                .isEqualTo(new InvokeOutcome.NotDelivered());
        FutureTask<InvokeOutcome> outcome = invoke("id-2");
        awaitWaiting(outcome);
        session.processEnded();

        assertThat(outcome.get()).isEqualTo(new InvokeOutcome.NotDelivered());
        assertThat(invoke("id-3").get()).isEqualTo(new InvokeOutcome.NotDelivered());
    }

    @Test
    void aProcessThatEndsOverAnInvocationHasSeenIt() throws Exception {
        FutureTask<InvokeOutcome> outcome = invoke(ID);
        session.next();
        session.processEnded();

        assertThat(outcome.get()).isEqualTo(new InvokeOutcome.ProcessEnded());
    }

    @Test
    void aSecondWaitReplacesTheFirst() throws Exception {
        FutureTask<Reply> first = async(session::next);
        awaitWaiting(first);
        FutureTask<Reply> second = async(session::next);

        assertThat(first.get()).isEqualTo(new Reply.Refused(RuntimeState.READY));
        offer(ID);
        assertThat(second.get()).isInstanceOf(Reply.Delivery.class);
    }

    @Test
    void whatOneConnectionLostAnotherGets() throws Exception {
        FutureTask<InvokeOutcome> outcome = invoke(ID);
        Reply.Delivery first = (Reply.Delivery) session.next();
        session.undelivered(first);
        Reply.Delivery second = (Reply.Delivery) session.next();
        session.undelivered(first); // late news of the first must not take the second away

        assertThat(second.invocation()).isSameAs(first.invocation());
        assertThat(session.respond(ID, JSON, new byte[0])).isEqualTo(new Reply.Accepted());
        assertThat(outcome.get()).isInstanceOf(InvokeOutcome.Answered.class);
    }

    @Test
    void oneInvocationAtATime() throws Exception {
        FutureTask<InvokeOutcome> outcome = invoke(ID);
        awaitWaiting(outcome);

        assertThatThrownBy(() -> session.invoke(Invocations.of("id-2", "{}"), Instant.EPOCH, LONG, new GatheringSink()))
                .isInstanceOf(IllegalStateException.class);
        session.next();
        session.respond(ID, JSON, new byte[0]);
        assertThat(outcome.get()).isInstanceOf(InvokeOutcome.Answered.class);
    }

    @Test
    void aCallerThatIsInterruptedGivesUp() throws Exception {
        FutureTask<InvokeOutcome> outcome = new FutureTask<>(
                () -> session.invoke(Invocations.of(ID, "{}"), Instant.EPOCH, LONG, new GatheringSink()));
        Thread thread = Thread.ofVirtual().start(outcome);
        session.next();
        thread.interrupt();

        assertThatThrownBy(outcome::get).hasCauseInstanceOf(InterruptedException.class);
        assertThat(session.respond(ID, JSON, new byte[0])).isEqualTo(new Reply.UnknownId());
    }

    @Test
    void anAnswerInPiecesReachesTheSinkPieceByPiece() throws Exception {
        PiecesSink sink = new PiecesSink();
        FutureTask<InvokeOutcome> outcome = stream(sink, LONG);
        session.next();
        assertThat(session.expectation(ID)).contains(Form.PIECES);

        assertThat(session.begin(ID, "text/plain")).isEqualTo(new Reply.Accepted());
        byte[] buffer = "one".getBytes(UTF_8);
        assertThat(session.pass(ID, buffer, 3)).isTrue();
        assertThat(sink.calls).containsExactly("begin text/plain", "write one");
        buffer[0] = 'O';
        assertThat(session.pass(ID, buffer, 2)).isTrue();
        assertThat(outcome.isDone()).isFalse();
        assertThat(session.finish(ID, new InvokeOutcome.Answered(5))).isEqualTo(new Reply.Accepted());

        assertThat(outcome.get()).isEqualTo(new InvokeOutcome.Answered(5));
        assertThat(sink.calls).containsExactly("begin text/plain", "write one", "write On");
        assertThat(session.pass(ID, buffer, 1)).isFalse();
    }

    @Test
    void anAnswerWithoutBytesBeginsAllTheSame() throws Exception {
        PiecesSink sink = new PiecesSink();
        FutureTask<InvokeOutcome> outcome = stream(sink, LONG);
        session.next();
        session.begin(ID, "text/plain");
        session.finish(ID, new InvokeOutcome.Broken(ERROR));

        assertThat(outcome.get()).isEqualTo(new InvokeOutcome.Broken(ERROR));
        assertThat(sink.calls).containsExactly("begin text/plain");
    }

    @Test
    void aSlowSinkHoldsTheRuntimeBackUntilTheLimitAndKeepsItsPiece() throws Exception {
        ManualClock clock = new ManualClock(Instant.EPOCH);
        Session own = new Session(clock, clock);
        CountDownLatch writing = new CountDownLatch(1);
        CountDownLatch over = new CountDownLatch(1);
        PiecesSink slow = new PiecesSink() {
            @Override
            public boolean write(byte[] piece, int offset, int length, Duration atMost) throws InterruptedException {
                super.write(piece, offset, length, atMost);
                writing.countDown();
                over.await();
                return false;
            }
        };
        FutureTask<InvokeOutcome> outcome =
                async(() -> own.invoke(Invocations.of(ID, "{}"), Instant.EPOCH, LONG, slow));
        own.next();
        own.begin(ID, "text/plain");
        FutureTask<Boolean> pass = async(() -> own.pass(ID, "slow".getBytes(UTF_8), 4));
        writing.await();
        awaitWaiting(pass);
        assertThat(pass.isDone()).isFalse();

        clock.advance(LONG);
        over.countDown();
        assertThat(outcome.get(20, TimeUnit.SECONDS)).isEqualTo(new InvokeOutcome.TimedOut());
        assertThat(pass.get(20, TimeUnit.SECONDS))
                .as("the bytes are the sink's")
                .isFalse();
        assertThat(slow.calls).containsExactly("begin text/plain", "write slow");
        assertThat(own.pass(ID, new byte[1], 1)).isFalse();
        assertThat(own.finish(ID, new InvokeOutcome.Answered(5))).isEqualTo(new Reply.UnknownId());
        assertThat(own.state()).isEqualTo(RuntimeState.RESPONDED);
    }

    @Test
    void aProcessThatEndsWhileTheSinkIsSlowGivesItsPieceOnce() throws Exception {
        PiecesSink slow = new PiecesSink() {
            @Override
            public boolean write(byte[] piece, int offset, int length, Duration atMost) throws InterruptedException {
                super.write(piece, offset, length, atMost);
                session.processEnded();
                return false;
            }
        };
        FutureTask<InvokeOutcome> outcome = stream(slow, LONG);
        session.next();
        session.begin(ID, "text/plain");

        assertThat(session.pass(ID, "last".getBytes(UTF_8), 4)).isFalse();
        assertThat(outcome.get(20, TimeUnit.SECONDS)).isEqualTo(new InvokeOutcome.ProcessEnded());
        assertThat(slow.calls).containsExactly("begin text/plain", "write last");
        assertThat(session.state()).isEqualTo(RuntimeState.GONE);
    }

    @Test
    void aRuntimeThatFallsSilentTimesOutAndLetsNobodyWait() throws Exception {
        PiecesSink sink = new PiecesSink();
        FutureTask<InvokeOutcome> outcome = stream(sink, Duration.ofMillis(50));
        session.next();
        session.begin(ID, "text/plain");

        assertThat(outcome.get()).isEqualTo(new InvokeOutcome.TimedOut());
        assertThat(session.pass(ID, new byte[1], 1)).isFalse();
    }

    @Test
    void aProcessThatEndsWithinAnAnswerIsSeenAfterWhatItSaid() throws Exception {
        PiecesSink sink = new PiecesSink();
        FutureTask<InvokeOutcome> outcome = stream(sink, LONG);
        session.next();
        session.begin(ID, "text/plain");
        session.pass(ID, "half".getBytes(UTF_8), 4);
        session.processEnded();

        assertThat(outcome.get()).isEqualTo(new InvokeOutcome.ProcessEnded());
        assertThat(sink.calls).containsExactly("begin text/plain", "write half");
        assertThat(session.finish(ID, new InvokeOutcome.Answered(5))).isEqualTo(new Reply.UnknownId());
    }

    @Test
    void aSinkThatBreaksEndsTheInvocation() throws Exception {
        PiecesSink broken = new PiecesSink() {
            @Override
            public boolean write(byte[] piece, int offset, int length, Duration atMost) {
                throw new IllegalStateException("broken");
            }
        };
        FutureTask<InvokeOutcome> outcome = stream(broken, LONG);
        session.next();
        session.begin(ID, "text/plain");

        assertThat(session.pass(ID, new byte[1], 1)).isFalse();
        assertThatThrownBy(outcome::get).hasCauseInstanceOf(IllegalStateException.class);
    }

    @Test
    void aCallerThatWantsTheWholeGetsNoPieces() throws Exception {
        offer(ID);
        session.next();

        assertThat(session.expectation(ID)).contains(Form.WHOLE);
        assertThat(session.begin(ID, "text/plain")).isEqualTo(new Reply.UnknownId());
        assertThat(session.state()).isEqualTo(RuntimeState.BUSY);
    }

    private FutureTask<InvokeOutcome> stream(PiecesSink sink, Duration limit) {
        return async(() -> session.invoke(Invocations.of(ID, "{}"), Instant.EPOCH, limit, sink));
    }

    private void bring(RuntimeState state) throws Exception {
        switch (state) {
            case STARTING -> {}
            case FAILED -> session.initError(ERROR);
            case READY -> awaitWaiting(async(session::next));
            case BUSY -> {
                FutureTask<InvokeOutcome> _ = stream(new PiecesSink(), LONG);
                session.next();
            }
            case STREAMING -> {
                bring(RuntimeState.BUSY);
                session.begin(ID, "text/plain");
            }
            case RESPONDED -> {
                FutureTask<InvokeOutcome> outcome = invoke(ID);
                session.next();
                session.respond(ID, JSON, new byte[0]);
                outcome.get(20, TimeUnit.SECONDS);
            }
            case GONE -> session.processEnded();
        }
        assertThat(session.state()).isEqualTo(state);
    }

    /** Hands an invocation in, of whose end the test needs to know nothing. */
    private void offer(String id) {
        Thread.ofVirtual()
                .start(new FutureTask<>(
                        () -> session.invoke(Invocations.of(id, "{}"), Instant.EPOCH, LONG, new GatheringSink())));
    }

    private FutureTask<InvokeOutcome> invoke(String id) {
        return async(() -> session.invoke(Invocations.of(id, "{}"), Instant.EPOCH, LONG, new GatheringSink()));
    }

    private static <T> FutureTask<T> async(Callable<T> call) {
        Waiting<T> task = new Waiting<>(call);
        task.thread = Thread.ofVirtual().start(task);
        return task;
    }

    /** Waits until the thread of a task is parked: it has come to its wait. */
    private static void awaitWaiting(FutureTask<?> task) {
        Thread thread = ((Waiting<?>) task).thread;
        Eventually.holds(() -> thread == null
                || !thread.isAlive()
                || thread.getState() == Thread.State.WAITING
                || thread.getState() == Thread.State.TIMED_WAITING);
    }

    private static final class Waiting<T> extends FutureTask<T> {
        private volatile @Nullable Thread thread;

        Waiting(Callable<T> call) {
            super(call);
        }
    }
}
