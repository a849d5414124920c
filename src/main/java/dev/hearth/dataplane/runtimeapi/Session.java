package dev.hearth.dataplane.runtimeapi;

import dev.hearth.dataplane.runtimeapi.RuntimeSession.InitOutcome;
import dev.hearth.dataplane.runtimeapi.RuntimeSession.InvokeOutcome;
import dev.hearth.model.Invocation;
import dev.hearth.model.ResponseSink;
import dev.hearth.time.Time;
import dev.hearth.time.Timers;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The exchange between one runtime and its worker, without HTTP.
 *
 * <pre>
 * from       event                             to         notes
 * STARTING   next                              READY      awaitInit returns
 * STARTING   initError                         FAILED     awaitInit returns
 * READY      invocation offered, next waits    BUSY       next returns it
 * READY      next again                        READY      the earlier wait ends: its connection is closed
 * BUSY       next again                        BUSY       returns the same invocation: the first was not delivered
 * BUSY       its delivery failed               READY      the invocation is offered again
 * any        an invocation not picked up soon  same       invoke returns: another sandbox may have it
 * BUSY       whole answer with its id          RESPONDED  invoke gives it to the sink and returns
 * BUSY       error with its id                 RESPONDED  invoke returns
 * BUSY       invoke's limit                    RESPONDED  invoke returns; a late answer finds no such id
 * BUSY       its answer in pieces begins       STREAMING  invoke tells the sink
 * STREAMING  a piece of the answer             STREAMING  invoke gives it to the sink; the runtime waits for that
 * STREAMING  the answer's end                  RESPONDED  invoke returns
 * STREAMING  invoke's limit                    RESPONDED  invoke returns, also if the sink is not done with a piece
 * RESPONDED  next                              READY      awaitRest returns
 * STARTING, BUSY, STREAMING
 *            process ended                     same       what it sent before is read first ({@link LastAnswer})
 * any        process ended, or session closed  GONE       all waits return
 * </pre>
 *
 * Every other event is refused and changes nothing. The first event that ends the init phase decides its outcome, also
 * if another one comes before awaitInit has seen it: a runtime exits right after it has posted why its init failed. An
 * invocation may be offered in any state but BUSY, STREAMING and GONE: it waits for the runtime to ask, but not longer
 * than {@link Limits#PICK_UP}, and never times out before the runtime has it. Each ends exactly once.
 *
 * <p>An answer passes from the runtime's thread to invoke's thread, which alone waits for the sink. The sink determines
 * whether it comes whole or in pieces.
 */
final class Session {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition offered = lock.newCondition();
    private final Condition ended = lock.newCondition();
    private final Condition initialised = lock.newCondition();
    private final Condition rested = lock.newCondition();
    private final Handover pieces = new Handover(ended, lock.newCondition());

    private final TimedWait waits;
    private final LimitAlarm alarm;
    private final LastAnswer last;
    private RuntimeState state = RuntimeState.STARTING;
    private @Nullable InitOutcome initOutcome;
    private @Nullable Invocation current;
    private Instant deadline = Instant.EPOCH;
    private @Nullable InvokeOutcome outcome;
    private ResponseSink.Form form = ResponseSink.Form.WHOLE;
    private long asks;
    private boolean asking;
    private long deliveries;
    private Consumer<Invocation> pickUps = invocation -> {};
    private boolean pickedUp;

    Session(Time time, Timers timers) {
        this.waits = new TimedWait(lock, time, timers);
        this.alarm = new LimitAlarm(time, timers, () -> change(this::ring));
        this.last = new LastAnswer(time, timers, () -> change(this::lastAnswerIsDue));
    }

    private static final Reply ACCEPTED = new Reply.Accepted();
    private static final Reply UNKNOWN_ID = new Reply.UnknownId();

    /** For the worker; see {@link RuntimeSession#onPickUp}. */
    void onPickUp(Consumer<Invocation> listener) {
        change(() -> pickUps = listener);
    }

    /** For the worker: waits for the end of the init phase. */
    InitOutcome awaitInit(Duration limit) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            waits.await(initialised, () -> initOutcome != null, limit);
            InitOutcome how = initOutcome;
            return how == null ? new InitOutcome.TimedOut() : how;
        } finally {
            lock.unlock();
        }
    }

    /**
     * For the worker: offers an invocation to the runtime, and passes its answer to the sink. If the sink still holds a
     * piece when the time is over, it keeps the bytes, and the runtime's thread does not use them again.
     */
    InvokeOutcome invoke(Invocation invocation, Instant until, Duration atMost, ResponseSink sink)
            throws InterruptedException {
        lock.lockInterruptibly();
        try {
            if (!offer(invocation, until, atMost, sink.form())) {
                return new InvokeOutcome.NotDelivered();
            }
        } finally {
            lock.unlock();
        }
        try {
            while (true) {
                switch (awaitArrival()) {
                    case Handover.Begun(String type) -> sink.begin(type);
                    case Handover.Piece piece -> take(sink.write(piece.bytes(), 0, piece.length(), timeLeft()));
                    case Handover.Whole(byte[] payload) -> sink.write(payload, 0, payload.length, timeLeft());
                    case Handover.Over(InvokeOutcome how) -> {
                        return how;
                    }
                }
            }
        } finally {
            change(this::giveUp);
        }
    }

    private <T> T locked(Supplier<T> value) {
        lock.lock();
        try {
            return value.get();
        } finally {
            lock.unlock();
        }
    }

    private void change(Runnable task) {
        lock.lock();
        try {
            task.run();
        } finally {
            lock.unlock();
        }
    }

    /** Offers an invocation; false if the runtime is gone. */
    private boolean offer(Invocation invocation, Instant until, Duration atMost, ResponseSink.Form wanted) {
        if (current != null) {
            throw new IllegalStateException("an invocation is under way");
        }
        if (state == RuntimeState.GONE) {
            return false;
        }
        current = invocation;
        deadline = until;
        outcome = null;
        form = wanted;
        pickedUp = false;
        alarm.begin(atMost, asking);
        offered.signal();
        return true;
    }

    /** Ends the invocation for the runtime, also after an interrupt: it can't be answered any more. */
    private void giveUp() {
        current = null;
        if (inHand()) {
            state = RuntimeState.RESPONDED;
        }
        pieces.clear();
    }

    /** Whether the runtime has an invocation that it has not answered completely. */
    private boolean inHand() {
        return state == RuntimeState.BUSY || state == RuntimeState.STREAMING;
    }

    private Handover.Arrival awaitArrival() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            Handover.Arrival arrival = pieces.next(outcome);
            while (arrival == null) {
                ended.await();
                arrival = pieces.next(outcome);
            }
            return arrival;
        } finally {
            lock.unlock();
        }
    }

    private Duration timeLeft() {
        return locked(alarm::left);
    }

    /** The sink has returned. If it was too slow, the invocation's time is over, even if the alarm has not rung. */
    private void take(boolean inTime) {
        change(() -> {
            if (!inTime) {
                timeOut();
            }
            pieces.take();
        });
    }

    /** Ends an invocation whose time is over. It has timed out only if the runtime had it. */
    private void timeOut() {
        if (inHand()) {
            state = RuntimeState.RESPONDED;
            end(new InvokeOutcome.TimedOut());
        } else {
            end(new InvokeOutcome.NotDelivered());
        }
    }

    private void ring() {
        if (alarm.rang(waiting())) {
            timeOut();
        }
    }

    /** For the worker: waits until the runtime asks for the next invocation or is gone; false after the limit. */
    boolean awaitRest(Duration limit) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            waits.await(rested, () -> state != RuntimeState.RESPONDED, limit);
            return state != RuntimeState.RESPONDED;
        } finally {
            lock.unlock();
        }
    }

    /** Whether the runtime has asked for its next invocation since it answered the last one. */
    boolean atRest() {
        return state() == RuntimeState.READY;
    }

    RuntimeState state() {
        return locked(() -> state);
    }

    /**
     * For the driver: the process has exited. Its last bytes may still be unread, and may be the answer.
     *
     * @param whenRead runs a task when all accepted connections of the process are read to their end
     */
    void processExited(Consumer<Runnable> whenRead) {
        change(() -> {
            if (last.isAwaited() || !(state == RuntimeState.STARTING || inHand())) {
                processEnded();
            } else {
                last.await(() -> whenRead.accept(this::processEnded));
            }
        });
    }

    private void lastAnswerIsDue() {
        boolean waits = pieces.isFull() || alarm.isPaused();
        if (state != RuntimeState.GONE && !last.goesOn(pieces.takenPieces(), waits)) {
            processEnded();
        }
    }

    /** The process has ended, and all that it sent has been read. */
    void processEnded() {
        lock.lock();
        try {
            boolean delivered = inHand();
            state = RuntimeState.GONE;
            alarm.ignore();
            last.ignore();
            if (current != null) {
                end(delivered ? new InvokeOutcome.ProcessEnded() : new InvokeOutcome.NotDelivered());
            }
            endInit(new InitOutcome.ProcessEnded());
            offered.signalAll();
            rested.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** For the runtime: waits for an invocation, without a time limit. */
    Reply next() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            Reply now = ask();
            if (now != null) {
                return now;
            }
            long own = ++asks;
            offered.signalAll(); // ends an earlier wait, whose connection is lost or unused
            asking = true;
            try {
                while (state == RuntimeState.READY && own == asks && !waiting()) {
                    offered.await();
                }
            } finally {
                asking = own != asks;
            }
            return own == asks ? pickUp() : new Reply.Refused(RuntimeState.READY);
        } finally {
            lock.unlock();
        }
    }

    /** Makes the transition of {@code next}; null if the runtime must wait now. */
    private @Nullable Reply ask() {
        if (last.isAwaited()) {
            return new Reply.Refused(RuntimeState.GONE); // the process has exited, so this is a child of it
        }
        switch (state) {
            case STARTING, RESPONDED -> {
                state = RuntimeState.READY;
                endInit(new InitOutcome.Ready());
                rested.signalAll();
            }
            case READY -> {}
            case BUSY -> {
                return delivery();
            }
            case FAILED, STREAMING, GONE -> {
                return new Reply.Refused(state);
            }
        }
        return null;
    }

    private boolean waiting() {
        return current != null && outcome == null;
    }

    private Reply pickUp() {
        Invocation taken = current;
        if (state != RuntimeState.READY || taken == null || !waiting()) {
            return new Reply.Refused(state);
        }
        state = RuntimeState.BUSY;
        alarm.pickedUp();
        if (!pickedUp) {
            pickedUp = true;
            pickUps.accept(taken);
        }
        return delivery();
    }

    private Reply delivery() {
        Invocation invocation = current;
        return invocation == null ? new Reply.Refused(state) : new Reply.Delivery(invocation, deadline, ++deliveries);
    }

    /** The runtime's connection broke during a delivery. The runtime may ask again on another connection. */
    void undelivered(Reply.Delivery delivery) {
        change(() -> {
            if (delivery.number() == deliveries && expects(delivery.invocation().requestId())) {
                state = RuntimeState.READY;
                if (!asking) {
                    alarm.awaitPickUp();
                }
                offered.signal();
            }
        });
    }

    /** The form in which an answer to this invocation is accepted; empty if it is not accepted now. */
    Optional<ResponseSink.Form> expectation(String id) {
        return locked(() -> expects(id) ? Optional.of(form) : Optional.empty());
    }

    /**
     * The answer to this invocation waits for memory, or no longer waits. This time does not count against the timeout.
     *
     * @param waits whether it does now
     */
    void awaitRoom(String id, boolean waits) {
        change(() -> {
            if (expects(id) && waits) {
                alarm.pause();
            } else if (expects(id)) {
                alarm.resume();
            }
        });
    }

    /** For the runtime: a whole answer. The sink owns the bytes from now on. */
    Reply respond(String id, String type, byte[] payload) {
        return locked(() -> {
            if (!expects(id)) {
                return UNKNOWN_ID;
            }
            pieces.leave(type, payload);
            return answered(new InvokeOutcome.Answered(payload.length));
        });
    }

    /** For the runtime: the invocation has failed. */
    Reply fail(String id, InvokeOutcome how) {
        return locked(() -> {
            if (!expects(id)) {
                return UNKNOWN_ID;
            }
            return answered(how);
        });
    }

    /** For the runtime: begins an answer in pieces. If this is accepted, the same thread passes and ends it. */
    Reply begin(String id, String type) {
        return locked(() -> {
            if (!expects(id) || form != ResponseSink.Form.PIECES) {
                return UNKNOWN_ID;
            }
            state = RuntimeState.STREAMING;
            pieces.begin(type);
            return ACCEPTED;
        });
    }

    /**
     * For the runtime: a piece of the answer. Waits until it is taken; then the bytes belong to the caller again.
     *
     * @return false if no more of the answer is wanted
     */
    boolean pass(String id, byte[] bytes, int length) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            if (!streams(id)) {
                return false;
            }
            pieces.pass(bytes, length);
            return streams(id);
        } finally {
            lock.unlock();
        }
    }

    /** For the runtime: the end of an answer in pieces. */
    Reply finish(String id, InvokeOutcome how) {
        return locked(() -> {
            if (!streams(id)) {
                return UNKNOWN_ID;
            }
            return answered(how);
        });
    }

    /** For the runtime: its init has failed. */
    Reply initError(RuntimeError error) {
        return locked(() -> {
            if (state != RuntimeState.STARTING) {
                return new Reply.Refused(state);
            }
            state = RuntimeState.FAILED;
            endInit(new InitOutcome.Failed(error));
            return ACCEPTED;
        });
    }

    private boolean expects(String id) {
        return state == RuntimeState.BUSY && outcome == null && runs(id);
    }

    private boolean streams(String id) {
        return state == RuntimeState.STREAMING && runs(id);
    }

    private boolean runs(String id) {
        return current != null && current.requestId().equals(id);
    }

    private Reply answered(InvokeOutcome how) {
        state = RuntimeState.RESPONDED;
        end(how);
        if (last.isAwaited()) {
            processEnded(); // this was the answer that was awaited
        }
        return ACCEPTED;
    }

    private void endInit(InitOutcome how) {
        if (initOutcome == null) {
            initOutcome = how;
            initialised.signalAll();
        }
    }

    private void end(InvokeOutcome how) {
        if (outcome == null) {
            outcome = how;
            ended.signalAll();
        }
    }
}
