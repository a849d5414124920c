package dev.hearth.dataplane.worker;

import dev.hearth.dataplane.runtimeapi.RuntimeSession.InitOutcome;
import dev.hearth.dataplane.runtimeapi.RuntimeSession.InvokeOutcome;
import dev.hearth.dataplane.worker.Outcomes.Ending;
import dev.hearth.dataplane.worker.Worker.Completion;
import dev.hearth.error.ErrorCode;
import dev.hearth.error.ServiceException;
import dev.hearth.model.DataSize;
import dev.hearth.model.FunctionVersion;
import dev.hearth.model.Invocation;
import dev.hearth.model.ResponseSink;
import dev.hearth.model.SandboxId;
import dev.hearth.time.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One sandbox of a function: its life, and what its log says of it.
 *
 * <pre>
 * from      event                       to        notes
 * STARTING  init succeeds               READY
 * STARTING  init fails                  UNREADY   its process is gone; the first invocation makes another
 * READY     invoke                      BUSY
 * UNREADY   invoke                      BUSY      init runs again, on the invocation's time
 * READY     idle for a while            FREEZING  by the freezer's thread
 * FREEZING  frozen                      FROZEN
 * FROZEN    invoke                      BUSY      thawed
 * BUSY      ended, process lives on     READY
 * BUSY      ended otherwise             BROKEN    timeout, exit, failed init: only stop is left
 * READY     process ended by itself     GONE      listeners are told; so from FROZEN
 * READY     its runtime asks no more    GONE      found in another sandbox of the function
 * any       stop                        GONE      whoever invokes hears that the process ended
 * </pre>
 *
 * <p>Transitions are compare-and-set, not a lock: the driver tells of an exit from a thread that must not wait, perhaps
 * while this class is in the middle of a call to the driver.
 */
final class RunningSandbox implements Freezer.Freezable {
    private final SandboxId id;
    private final FunctionVersion function;
    private final SandboxLog log;
    private final PlatformLog platform;
    private final ProcessFactory processes;
    private final Time time;
    private final Runnable onGone;
    private final AtomicReference<State> state = new AtomicReference<>(State.STARTING);
    private final AtomicBoolean queued = new AtomicBoolean();
    private final ReentrantLock freezing = new ReentrantLock();
    private volatile long idleSinceNanos;
    private volatile @Nullable SandboxProcess process;

    // of the invocation that runs, or the next one: one thread at a time
    private Optional<Duration> unreportedInit = Optional.empty();
    private DataSize memoryUsed = new DataSize(0);
    private long memoryReadNanos;
    private boolean memoryRead;

    private enum State {
        STARTING,
        UNREADY,
        READY,
        FREEZING,
        FROZEN,
        BUSY,
        BROKEN,
        GONE
    }

    /** Starts the function's runtime. */
    interface ProcessFactory {
        /**
         * Starts one.
         *
         * @param first whether it is the sandbox's first: the second is a new sandbox to the driver
         * @param onExit called when the process has ended, from a thread that must not be blocked
         */
        SandboxProcess start(boolean first, Runnable onExit);
    }

    /**
     * A sandbox of which nothing has started yet.
     *
     * @param onGone called once if it ends by itself while nobody uses it
     */
    RunningSandbox(
            SandboxId id,
            FunctionVersion function,
            SandboxLog log,
            PlatformLog platform,
            ProcessFactory processes,
            Time time,
            Runnable onGone) {
        this.id = id;
        this.function = function;
        this.log = log;
        this.platform = platform;
        this.processes = processes;
        this.time = time;
        this.onGone = onGone;
    }

    @Override
    public SandboxId id() {
        return id;
    }

    FunctionVersion function() {
        return function;
    }

    /**
     * Runs the init phase. That it fails is no failure here; false says so.
     *
     * @param limit how long it may take
     */
    boolean initialize(Duration limit) throws InterruptedException {
        long start = time.nanos();
        SandboxProcess first = startProcess(true);
        InitOutcome outcome = first.session().awaitInit(limit);
        Duration init = Duration.ofNanos(time.nanos() - start);
        State next;
        if (outcome instanceof InitOutcome.Ready) {
            first.sandbox().initialized();
            platform.initDone(init);
            unreportedInit = Optional.of(init);
            idleSinceNanos = time.nanos();
            next = State.READY;
        } else {
            endFailedInit(first, outcome);
            platform.initFailed(init, "init", Outcomes.status(outcome, first.exit()));
            next = State.UNREADY;
        }
        if (!state.compareAndSet(State.STARTING, next)) {
            throw new ServiceException(ErrorCode.SERVICE_UNAVAILABLE, "The sandbox was stopped as it started.");
        }
        if (next == State.READY && first.hasExited()) {
            exited();
        }
        return next == State.READY;
    }

    private SandboxProcess startProcess(boolean first) {
        SandboxProcess started = processes.start(first, this::exited);
        process = started;
        if (state.get() == State.GONE) { // stopped meanwhile, before there was anything to destroy
            started.destroy();
        }
        return started;
    }

    /** Lets a runtime that reported an error print its last words, then removes it. */
    private static void endFailedInit(SandboxProcess failed, InitOutcome outcome) throws InterruptedException {
        if (outcome instanceof InitOutcome.Failed) {
            failed.awaitExit(Limits.EXIT_AFTER_INIT_ERROR);
        }
        failed.sandbox().flushOutput();
        failed.destroy();
    }

    /** Runs one invocation; its answer goes to the sink. */
    Completion invoke(Invocation invocation, ResponseSink sink) throws SandboxGoneException {
        boolean initialize = begin();
        long start = time.nanos();
        boolean reusable = false;
        try {
            log.beginTail();
            Ending ending;
            if (initialize) {
                ending = initializeAndRun(invocation, sink, start);
            } else {
                ending = run(invocation, sink, start);
            }
            reusable = finish(invocation, ending, Duration.ofNanos(time.nanos() - start));
            return new Completion(ending.functionError(), log.tail(), reusable);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ServiceException(ErrorCode.SERVICE, "The invocation was interrupted.", e);
        } finally {
            if (!reusable) {
                state.compareAndSet(State.BUSY, State.BROKEN);
            }
        }
    }

    /** Takes the sandbox for an invocation. True if init has to run again. */
    private boolean begin() throws SandboxGoneException {
        while (true) {
            State now = Objects.requireNonNull(state.get());
            switch (now) {
                case READY, UNREADY -> {
                    if (state.compareAndSet(now, State.BUSY)) {
                        return now == State.UNREADY;
                    }
                }
                case FROZEN -> {
                    if (state.compareAndSet(now, State.BUSY)) {
                        thaw();
                        return false;
                    }
                }
                case FREEZING -> {
                    freezing.lock();
                    try {
                        continue; // it is done now
                    } finally {
                        freezing.unlock();
                    }
                }
                case BUSY -> throw new IllegalStateException("sandbox " + id + " runs an invocation already");
                case STARTING, BROKEN, GONE -> throw new SandboxGoneException(id);
            }
        }
    }

    private void thaw() throws SandboxGoneException {
        try {
            process().sandbox().thaw();
        } catch (RuntimeException e) {
            state.compareAndSet(State.BUSY, State.BROKEN);
            if (process().hasExited()) {
                throw new SandboxGoneException(id);
            }
            throw e;
        }
    }

    private Ending run(Invocation invocation, ResponseSink sink, long start)
            throws SandboxGoneException, InterruptedException {
        platform.start(invocation.requestId());
        SandboxProcess current = process();
        Duration left = function.timeout().minusNanos(time.nanos() - start);
        Instant deadline = time.now().plus(left);
        InvokeOutcome outcome = current.session().invoke(invocation, deadline, left, sink);
        if (outcome instanceof InvokeOutcome.NotDelivered) {
            throw new SandboxGoneException(id);
        }
        return end(current, invocation, outcome, sink, start);
    }

    /** Tells the sink that the answer has ended. One in pieces lasts until the runtime asks for the next. */
    private Ending end(
            SandboxProcess current, Invocation invocation, InvokeOutcome outcome, ResponseSink sink, long start)
            throws InterruptedException {
        InvokeOutcome end = outcome;
        if (outcome instanceof InvokeOutcome.Truncated) {
            current.awaitExit(Limits.EXIT_AFTER_TRUNCATION);
            end = current.hasExited() ? new InvokeOutcome.ProcessEnded() : outcome;
        }
        Ending ending = Outcomes.of(end, current.exit(), invocation.requestId(), function.timeout());
        sink.end(Outcomes.failure(end, ending));
        if (end instanceof InvokeOutcome.Failed) {
            current.session().awaitRest(Limits.REST_AFTER_ERROR);
        } else if (sink.form() == ResponseSink.Form.PIECES && ending.reusable()) {
            Duration left = function.timeout().minusNanos(time.nanos() - start);
            if (!current.session().awaitRest(left)) {
                InvokeOutcome late = new InvokeOutcome.TimedOut();
                ending = Outcomes.of(late, current.exit(), invocation.requestId(), function.timeout());
            }
        }
        current.sandbox().flushOutput();
        return ending;
    }

    private Ending initializeAndRun(Invocation invocation, ResponseSink sink, long start)
            throws SandboxGoneException, InterruptedException {
        SandboxProcess second = startProcess(false);
        InitOutcome outcome = second.session().awaitInit(function.timeout());
        if (outcome instanceof InitOutcome.Ready) {
            second.sandbox().initialized();
            return run(invocation, sink, start);
        }
        endFailedInit(second, outcome);
        Duration init = Duration.ofNanos(time.nanos() - start);
        platform.initFailed(init, "invoke", Outcomes.status(outcome, second.exit()));
        platform.start(invocation.requestId());
        Ending ending = Outcomes.ofInit(outcome, second.exit(), invocation.requestId(), function.timeout());
        sink.end(Outcomes.failure(ending));
        return ending;
    }

    /** Ends the log of an invocation. True if the sandbox can take another. */
    private boolean finish(Invocation invocation, Ending ending, Duration took) {
        // what the platform itself took to end it is not the function's time
        Duration duration = took.compareTo(function.timeout()) > 0 ? function.timeout() : took;
        if (ending.status() instanceof Outcomes.Status.Timeout) {
            platform.timedOut(invocation.requestId());
        }
        ending.lines().forEach(log::say);
        platform.end(
                invocation,
                new PlatformLog.Report(
                        duration,
                        unreportedInit,
                        new Reports.Memory(function.memory(), memoryUsed(ending, duration)),
                        ending.status(),
                        ending.produced()));
        unreportedInit = Optional.empty();
        if (!ending.reusable() || process().hasExited()) {
            return false;
        }
        idleSinceNanos = time.nanos();
        boolean reusable = state.compareAndSet(State.BUSY, State.READY);
        if (reusable && process().hasExited()) {
            exited(); // between the two looks: as if it had happened now
        }
        return reusable;
    }

    private DataSize memoryUsed(Ending ending, Duration duration) {
        if (ending.status() instanceof Outcomes.Status.Failure(String type) && type.equals(Outcomes.OUT_OF_MEMORY)) {
            return function.memory();
        }
        long now = time.nanos();
        if (!memoryRead
                || duration.compareTo(Limits.MEMORY_READING_WORTHWHILE) >= 0
                || now - memoryReadNanos > Limits.MEMORY_READING.toNanos()) {
            DataSize peak = process().sandbox().memoryPeak();
            memoryUsed = peak.compareTo(memoryUsed) > 0 ? peak : memoryUsed;
            memoryReadNanos = now;
            memoryRead = true;
        }
        return memoryUsed;
    }

    /** The process has ended. Called from a thread that must not be blocked. */
    private void exited() {
        SandboxProcess current = process;
        if (current == null || !current.hasExited()) {
            return; // the end of a first process whose init failed
        }
        if (state.compareAndSet(State.READY, State.GONE) || state.compareAndSet(State.FROZEN, State.GONE)) {
            onGone.run();
        }
        // one that is frozen just now is looked at when that is done; one that is used, when that is
    }

    /** Freezes it if nobody uses it. */
    @Override
    public void freeze() {
        freezing.lock();
        try {
            if (!state.compareAndSet(State.READY, State.FREEZING)) {
                return;
            }
            boolean frozen = false;
            try {
                process().sandbox().freeze();
                frozen = true;
            } finally {
                state.compareAndSet(State.FREEZING, frozen ? State.FROZEN : State.READY);
                if (process().hasExited()) {
                    exited();
                }
            }
        } finally {
            freezing.unlock();
        }
    }

    @Override
    public boolean isReady() {
        return state.get() == State.READY;
    }

    /** How long it has been idle, if it is: not while its runtime still works on what it has answered. */
    @Override
    public long idleNanos() {
        return process().session().atRest() ? time.nanos() - idleSinceNanos : 0;
    }

    /** False if it is in the freezer's queue already. */
    @Override
    public boolean enterQueue() {
        return queued.compareAndSet(false, true);
    }

    @Override
    public void leaveQueue() {
        queued.set(false);
    }

    /** Whether an invocation was in vain because its runtime lives, but has not asked for more since it answered. */
    boolean isSilent() {
        return state.get() == State.BROKEN && isAnswering();
    }

    private boolean isAnswering() {
        SandboxProcess current = process();
        return !current.hasExited() && !current.session().atRest();
    }

    private Duration rest() {
        return function.timeout().compareTo(Limits.REST_AFTER_ANSWER) < 0
                ? function.timeout()
                : Limits.REST_AFTER_ANSWER;
    }

    /** Waits until the runtime that has answered asks for more; false if it does not in its time. */
    boolean asksForMore() {
        try {
            return process().session().awaitRest(rest());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Whether it was idle without its runtime having asked for more in its time: then it is used no more. */
    boolean endIfSilent() {
        return state.get() == State.READY
                && isAnswering()
                && time.nanos() - idleSinceNanos >= rest().toNanos()
                && state.compareAndSet(State.READY, State.GONE);
    }

    /** Ends it, whatever it does. Again: no effect. */
    void stop() {
        state.set(State.GONE);
        SandboxProcess last = process;
        if (last != null) {
            last.destroy();
        }
    }

    private SandboxProcess process() {
        SandboxProcess current = process;
        if (current == null) {
            throw new IllegalStateException("sandbox " + id + " has not started");
        }
        return current;
    }
}
