package dev.hearth.dataplane.runtimeapi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.dataplane.runtimeapi.RuntimeSession.InvokeOutcome;
import dev.hearth.model.GatheringSink;
import dev.hearth.time.Eventually;
import dev.hearth.time.VirtualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a session makes of time, by a clock that the test sets. */
class SessionTimeTest {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final String ID = "id-1";
    private static final String JSON = "application/json";

    @Test
    void eachInvocationHasItsOwnLimitThoughOneAlarmServesAll() throws Exception {
        VirtualClock clock = new VirtualClock(Instant.EPOCH);
        Session timed = new Session(clock, clock);
        timeOut(timed, clock, "long", Duration.ofMillis(300));
        FutureTask<InvokeOutcome> answered = invoke(timed, ID, Duration.ofSeconds(1));
        timed.next();
        timed.respond(ID, JSON, new byte[0]);
        assertThat(answered.get()).isInstanceOf(InvokeOutcome.Answered.class);

        // the alarm is set to the answered one's limit: here it must ring sooner, and there once more
        timeOut(timed, clock, "shorter", Duration.ofMillis(50));
        timeOut(timed, clock, "longer", Duration.ofMillis(1200));
    }

    private static void timeOut(Session timed, VirtualClock clock, String id, Duration limit) throws Exception {
        FutureTask<InvokeOutcome> outcome = invoke(timed, id, limit);
        awaitWaiting(outcome);
        assertThat(timed.next()).isInstanceOf(Reply.Delivery.class);
        clock.advance(limit.minusNanos(1));
        assertThat(outcome.isDone()).as(id).isFalse();
        clock.advance(Duration.ofNanos(1));
        assertThat(outcome.get()).as(id).isEqualTo(new InvokeOutcome.TimedOut());
    }

    private static FutureTask<InvokeOutcome> invoke(Session in, String id, Duration limit) {
        return async(() -> in.invoke(Invocations.of(id, "{}"), Instant.EPOCH, limit, new GatheringSink()));
    }

    @Test
    void aRuntimeThatHasAnsweredAndNeverAsksAgainDoesNotKeepTheNextInvocation() throws Exception {
        VirtualClock clock = new VirtualClock(Instant.EPOCH);
        Session hangs = new Session(clock, clock);
        FutureTask<InvokeOutcome> first = invoke(hangs, ID, LONG);
        awaitWaiting(first);
        hangs.next();
        hangs.respond(ID, JSON, new byte[0]);
        assertThat(first.get()).isInstanceOf(InvokeOutcome.Answered.class);
        assertThat(hangs.atRest()).isFalse();

        FutureTask<InvokeOutcome> next = invoke(hangs, "id-2", LONG);
        awaitWaiting(next);
        clock.advance(Limits.PICK_UP.minusNanos(1));
        assertThat(next.isDone()).isFalse();
        clock.advance(Duration.ofNanos(1));

        assertThat(next.get()).isEqualTo(new InvokeOutcome.NotDelivered());
    }

    @Test
    void anInvocationThatWasPickedUpHasAllOfItsTime() throws Exception {
        VirtualClock clock = new VirtualClock(Instant.EPOCH);
        Session slow = new Session(clock, clock);
        FutureTask<InvokeOutcome> outcome = invoke(slow, ID, LONG);
        awaitWaiting(outcome);
        clock.advance(Limits.PICK_UP.minusNanos(1));
        Reply.Delivery delivery = (Reply.Delivery) slow.next();
        clock.advance(LONG.dividedBy(2));
        assertThat(outcome.isDone()).isFalse();

        slow.undelivered(delivery); // the connection broke after all: again it must be asked for soon
        clock.advance(Limits.PICK_UP);
        assertThat(outcome.get()).isEqualTo(new InvokeOutcome.NotDelivered());
    }

    @Test
    void aRuntimeThatWaitsHasNoShorterTime() throws Exception {
        VirtualClock clock = new VirtualClock(Instant.EPOCH);
        Session waits = new Session(clock, clock);
        FutureTask<Reply> next = async(waits::next);
        awaitWaiting(next);
        FutureTask<InvokeOutcome> outcome = invoke(waits, ID, LONG);
        assertThat(next.get()).isInstanceOf(Reply.Delivery.class);
        awaitWaiting(outcome);
        clock.advance(LONG.minusNanos(1));
        assertThat(outcome.isDone()).isFalse();
        clock.advance(Duration.ofNanos(1));

        assertThat(outcome.get()).isEqualTo(new InvokeOutcome.TimedOut());
    }

    @Test
    void waitingForRoomIsNotTheFunctionsTime() throws Exception {
        VirtualClock clock = new VirtualClock(Instant.EPOCH);
        Session session = new Session(clock, clock);
        FutureTask<InvokeOutcome> outcome = invoke(session, ID, LONG);
        awaitWaiting(outcome);
        session.next();
        clock.advance(LONG.minusSeconds(1));
        session.awaitRoom(ID, true);
        clock.advance(LONG);
        session.awaitRoom(ID, false);
        clock.advance(Duration.ofSeconds(1).minusNanos(1));
        assertThat(outcome.isDone()).isFalse();
        clock.advance(Duration.ofNanos(1));

        assertThat(outcome.get()).isEqualTo(new InvokeOutcome.TimedOut());
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
