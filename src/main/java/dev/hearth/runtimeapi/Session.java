package dev.hearth.runtimeapi;

import dev.hearth.model.Invocation;
import dev.hearth.runtimeapi.RuntimeSession.InitOutcome;
import dev.hearth.runtimeapi.RuntimeSession.InvokeOutcome;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Future;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What one runtime and the worker that runs it say to each other, without the HTTP between them.
 *
 * <pre>
 * from       event                             to         notes
 * STARTING   next                              READY      awaitInit returns
 * STARTING   initError                         FAILED     awaitInit returns
 * READY      invocation offered, next waits    BUSY       next returns it
 * READY      next again                        READY      the earlier wait is given up: its connection is gone
 * BUSY       next again                        BUSY       returns the same invocation: it can't have got the first
 * BUSY       its delivery failed               READY      the invocation is offered again
 * BUSY       answer with its id                RESPONDED  invoke returns
 * BUSY       invoke's limit                    RESPONDED  invoke returns; a late answer finds no such id
 * RESPONDED  next                              READY      awaitRest returns
 * any        process ended, or session closed  GONE       all waits return
 * </pre>
 *
 * Every other event is refused and changes nothing. An invocation may be offered in any state but BUSY and GONE: it
 * waits for the runtime to ask. Each ends exactly once.
 *
 * <p>An invocation's limit has no timer of its own, which would have to be set and taken back for each: a session has
 * one alarm, and when it rings, looks whether the invocation that is then under way is late, or sets it anew.
 */
final class Session {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition offered = lock.newCondition();
    private final Condition ended = lock.newCondition();
    private final Condition initialised = lock.newCondition();
    private final Condition rested = lock.newCondition();

    private final Alarms alarms;
    private State state = State.STARTING;
    private @Nullable RuntimeError initError;
    private @Nullable Invocation current;
    private Instant deadline = Instant.EPOCH;
    private @Nullable InvokeOutcome outcome;
    private long waits;
    private long deliveries;
    private long limit;
    private long alarmTime;
    private @Nullable Future<?> alarm;

    Session(Alarms alarms) {
        this.alarms = alarms;
    }

    /** Where the runtime is, with the name that its error messages know it by. */
    enum State {
        STARTING("Started"),
        FAILED("InitError"),
        READY("Ready"),
        BUSY("Running"),
        RESPONDED("ResponseSent"),
        GONE("Gone");

        private final String wire;

        State(String wire) {
            this.wire = wire;
        }

        String wire() {
            return wire;
        }
    }

    /** What the runtime's call came to. */
    sealed interface Reply {
        /** The event was in order. */
        record Accepted() implements Reply {}

        /** There is no such invocation, or no longer. */
        record UnknownId() implements Reply {}

        /** The event does not fit the state. */
        record Refused(State from) implements Reply {}

        /**
         * An invocation to run.
         *
         * @param number counts deliveries, for {@link Session#undelivered}
         */
        record Delivery(Invocation invocation, Instant deadline, long number) implements Reply {}
    }

    private static final Reply ACCEPTED = new Reply.Accepted();
    private static final Reply UNKNOWN_ID = new Reply.UnknownId();

    /** The worker's: waits for the end of the init phase. */
    InitOutcome awaitInit(Duration limit) throws InterruptedException {
        long left = limit.toNanos();
        lock.lockInterruptibly();
        try {
            while (state == State.STARTING && left > 0) {
                left = initialised.awaitNanos(left);
            }
            RuntimeError error = initError;
            return switch (state) {
                case STARTING -> new InitOutcome.TimedOut();
                case FAILED -> new InitOutcome.Failed(error == null ? RuntimeErrors.unknown() : error);
                case READY, BUSY, RESPONDED -> new InitOutcome.Ready();
                case GONE -> new InitOutcome.ProcessEnded();
            };
        } finally {
            lock.unlock();
        }
    }

    /** The worker's: offers an invocation and waits for its end. */
    InvokeOutcome invoke(Invocation invocation, Instant until, Duration atMost) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            if (current != null) {
                throw new IllegalStateException("an invocation is under way");
            }
            if (state == State.GONE) {
                return new InvokeOutcome.ProcessEnded(false);
            }
            current = invocation;
            deadline = until;
            outcome = null;
            limit = alarms.nanos() + atMost.toNanos();
            watch();
            offered.signal();
            return awaitEnd();
        } finally {
            lock.unlock();
        }
    }

    private InvokeOutcome awaitEnd() throws InterruptedException {
        try {
            InvokeOutcome end = outcome;
            while (end == null) {
                ended.await();
                end = outcome;
            }
            return end;
        } finally {
            // also when interrupted: an invocation that was given up can't be answered any more
            current = null;
            if (state == State.BUSY) {
                state = State.RESPONDED;
            }
        }
    }

    /** Sees to it that the alarm rings when the limit is over, or before. */
    private void watch() {
        if (alarm == null || limit - alarmTime < 0) {
            ignoreAlarm();
            alarmTime = limit;
            alarm = alarms.set(limit, this::ring);
        }
    }

    private void ignoreAlarm() {
        if (alarm != null) {
            alarm.cancel(false);
            alarm = null;
        }
    }

    private void ring() {
        lock.lock();
        try {
            if (alarms.nanos() - alarmTime < 0) {
                return; // it was set to another time just now
            }
            alarm = null;
            if (waiting() && alarms.nanos() - limit < 0) {
                watch();
            } else if (waiting()) {
                state = state == State.BUSY ? State.RESPONDED : state;
                end(new InvokeOutcome.TimedOut());
            }
        } finally {
            lock.unlock();
        }
    }

    /** The worker's: waits until the runtime that has answered asks for more, or can't any more. */
    void awaitRest(Duration limit) throws InterruptedException {
        long left = limit.toNanos();
        lock.lockInterruptibly();
        try {
            while (state == State.RESPONDED && left > 0) {
                left = rested.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    /** The driver's: the process has ended. */
    void processEnded() {
        lock.lock();
        try {
            boolean delivered = state == State.BUSY;
            state = State.GONE;
            ignoreAlarm();
            if (current != null) {
                end(new InvokeOutcome.ProcessEnded(delivered));
            }
            offered.signalAll();
            initialised.signalAll();
            rested.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** The runtime's: waits, without limit, for something to do. */
    Reply next() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            Reply now = ask();
            if (now != null) {
                return now;
            }
            long own = ++waits;
            offered.signalAll(); // an earlier wait, whose connection is gone or forgotten
            while (state == State.READY && own == waits && !waiting()) {
                offered.await();
            }
            return own == waits ? take() : new Reply.Refused(State.READY);
        } finally {
            lock.unlock();
        }
    }

    /** The transition that asking is; nothing if it leads to a wait. */
    private @Nullable Reply ask() {
        switch (state) {
            case STARTING, RESPONDED -> {
                state = State.READY;
                initialised.signalAll();
                rested.signalAll();
            }
            case READY -> {}
            case BUSY -> {
                return delivery();
            }
            case FAILED, GONE -> {
                return new Reply.Refused(state);
            }
        }
        return null;
    }

    private boolean waiting() {
        return current != null && outcome == null;
    }

    private Reply take() {
        if (state != State.READY || !waiting()) {
            return new Reply.Refused(state);
        }
        state = State.BUSY;
        return delivery();
    }

    private Reply delivery() {
        Invocation invocation = current;
        return invocation == null ? new Reply.Refused(state) : new Reply.Delivery(invocation, deadline, ++deliveries);
    }

    /** The runtime's connection broke while it was handed an invocation: it may ask again, on another one. */
    void undelivered(Reply.Delivery delivery) {
        lock.lock();
        try {
            if (delivery.number() == deliveries && expects(delivery.invocation().requestId())) {
                state = State.READY;
                offered.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Whether an answer with this id would be taken now: asked before its body is read. */
    boolean awaitsAnswer(String id) {
        lock.lock();
        try {
            return expects(id);
        } finally {
            lock.unlock();
        }
    }

    /** The runtime's: how the invocation ended. */
    Reply answer(String id, InvokeOutcome answer) {
        lock.lock();
        try {
            if (!expects(id)) {
                return UNKNOWN_ID;
            }
            state = State.RESPONDED;
            end(answer);
            return ACCEPTED;
        } finally {
            lock.unlock();
        }
    }

    /** The runtime's: it could not initialise. */
    Reply initError(RuntimeError error) {
        lock.lock();
        try {
            if (state != State.STARTING) {
                return new Reply.Refused(state);
            }
            state = State.FAILED;
            initError = error;
            initialised.signalAll();
            return ACCEPTED;
        } finally {
            lock.unlock();
        }
    }

    State state() {
        lock.lock();
        try {
            return state;
        } finally {
            lock.unlock();
        }
    }

    private boolean expects(String id) {
        return state == State.BUSY
                && outcome == null
                && current != null
                && current.requestId().equals(id);
    }

    private void end(InvokeOutcome how) {
        if (outcome == null) {
            outcome = how;
            ended.signalAll();
        }
    }
}
