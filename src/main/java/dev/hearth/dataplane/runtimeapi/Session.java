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
 * The protocol between one runtime and its worker, without the HTTP.
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
 * <p>Every other event is refused and changes nothing. The first event that ends the init phase decides its outcome,
 * also if another event comes before awaitInit has read it: a runtime exits right after it has posted why its init
 * failed. An invocation may be offered in any state but BUSY, STREAMING and GONE. It waits for the runtime to ask, but
 * not longer than {@link Limits#PICK_UP}, and never times out before the runtime has it. Each invocation ends exactly
 * once.
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

    /** The worker's: as in {@link RuntimeSession#onPickUp}. */
    void onPickUp(Consumer<Invocation> listener) {
        change(() -> pickUps = listener);
    }

    /** The worker's: waits for the end of the init phase. */
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
     * The worker's: offers an invocation, and gives its answer to the sink until that ends. A piece that the sink keeps
     * past the limit is its own: whoever passed it is told that nobody wants more, and leaves the bytes alone.
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

    /** False if there is nobody to offer it to. */
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

    /** Also when interrupted: an invocation that was given up can't be answered any more. */
    private void giveUp() {
        current = null;
        if (inHand()) {
            state = RuntimeState.RESPONDED;
        }
        pieces.clear();
    }

    /** The runtime has one that it has not yet answered in full. */
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

    /** The sink has the piece; if it did not take it in time, the invocation's is over, heard the alarm or not. */
    private void take(boolean inTime) {
        change(() -> {
            if (!inTime) {
                timeOut();
            }
            pieces.take();
        });
    }

    /** The time of an invocation is over. One that the runtime never had has not used any of the function's. */
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

    /** The worker's: waits until the runtime that has answered asks for more, or can't any more; false if in vain. */
    boolean awaitRest(Duration limit) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            waits.await(rested, () -> state != RuntimeState.RESPONDED, limit);
            return state != RuntimeState.RESPONDED;
        } finally {
            lock.unlock();
        }
    }

    /** Whether the runtime waits for an invocation, or is about to: it has answered the last one and asked for more. */
    boolean atRest() {
        return state() == RuntimeState.READY;
    }

    RuntimeState state() {
        return locked(() -> state);
    }

    /**
     * The driver's: the process has exited. What it sent before may still be unread, and may be the answer that is
     * waited for.
     *
     * @param whenRead runs a task as soon as all is read that was sent on connections which the server knows
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

    /** The runtime's: waits, without limit, for something to do. */
    Reply next() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            Reply now = ask();
            if (now != null) {
                return now;
            }
            long own = ++asks;
            offered.signalAll(); // an earlier wait, whose connection is gone or forgotten
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

    /** The transition that asking is; nothing if it leads to a wait. */
    private @Nullable Reply ask() {
        if (last.isAwaited()) {
            return new Reply.Refused(RuntimeState.GONE); // a child of the process asks
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

    /** The runtime's connection broke while it was handed an invocation: it may ask again, on another one. */
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

    /** How an answer with this id would be taken now, if it would be: asked before its body is read. */
    Optional<ResponseSink.Form> expectation(String id) {
        return locked(() -> expects(id) ? Optional.of(form) : Optional.empty());
    }

    /**
     * The answer with this id waits for a place in memory, or does no longer: that time is not the function's.
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

    /** The runtime's: all of its answer, which is the sink's from now on. */
    Reply respond(String id, String type, byte[] payload) {
        return locked(() -> {
            if (!expects(id)) {
                return UNKNOWN_ID;
            }
            pieces.leave(type, payload);
            return answered(new InvokeOutcome.Answered(payload.length));
        });
    }

    /** The runtime's: the invocation ended without an answer. */
    Reply fail(String id, InvokeOutcome how) {
        return locked(() -> {
            if (!expects(id)) {
                return UNKNOWN_ID;
            }
            return answered(how);
        });
    }

    /** The runtime's: an answer in pieces begins. Whoever's this is accepted of passes the pieces and ends it. */
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
     * The runtime's: some bytes of the answer that it began. Waits until they are taken; they are its own again then.
     *
     * @return false if nobody wants more of it
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

    /** The runtime's: the end of the answer that it began. */
    Reply finish(String id, InvokeOutcome how) {
        return locked(() -> {
            if (!streams(id)) {
                return UNKNOWN_ID;
            }
            return answered(how);
        });
    }

    /** The runtime's: it could not initialise. */
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
            processEnded(); // there is nothing more to wait for
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
