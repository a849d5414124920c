package dev.hearth.dataplane.worker;

import dev.hearth.dataplane.runtimeapi.RuntimeSession.InitOutcome;
import dev.hearth.dataplane.runtimeapi.RuntimeSession.InvokeOutcome;
import dev.hearth.dataplane.sandbox.Sandbox;
import dev.hearth.dataplane.worker.Outcomes.InvocationEnd;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One sandbox of a function: its life, and what its log says of it.
 *
 * <pre>
 * from      event                       to        notes
 * STARTING  init succeeds               READY
 * STARTING  init fails                  UNREADY   reset: nothing runs any more
 * READY     invoke                      BUSY
 * UNREADY   invoke                      BUSY      init runs in a new process, on the invocation's time
 * READY     invoke, credentials end     BUSY      reset: a new process has new ones, as after UNREADY
 * READY     idle for a while            FREEZING  by the freezer's thread
 * FREEZING  frozen                      FROZEN
 * FROZEN    invoke                      BUSY      thawed
 * BUSY      ended, process lives on     READY
 * BUSY      ended otherwise             UNREADY   timeout, exit, failed init: reset, nothing runs any more
 * BUSY      its reset fails             BROKEN    only stop is left; so after a failure of the platform
 * READY     process ended by itself     UNREADY   so from FROZEN; the next invocation resets it
 * READY     its runtime asks no more    GONE      found in another sandbox of the function
 * any       stop                        GONE      whoever invokes hears that the process ended
 * </pre>
 *
 * <p>A reset leaves the log stream, the files in {@code /tmp}, and the sandbox's place at the Worker Manager, as on
 * Lambda. It is over before the invocation returns, so that nothing of a call runs beyond its end.
 *
 * <p>Transitions are compare-and-set, not a lock: the driver tells of an exit from a thread that must not wait, perhaps
 * while this class is in the middle of a call to the driver.
 */
final class RunningSandbox implements Freezer.Freezable {
    private static final Logger LOG = LoggerFactory.getLogger(RunningSandbox.class);

    private final SandboxId id;
    private final FunctionVersion function;
    private final SandboxLog log;
    private final PlatformLog platform;
    private final SandboxProcesses processes;
    private final Time time;
    private final AtomicReference<State> state = new AtomicReference<>(State.STARTING);
    private final AtomicBoolean queued = new AtomicBoolean();
    private final ReentrantLock freezing = new ReentrantLock();
    private volatile long idleSinceNanos;
    private volatile @Nullable Sandbox sandbox;
    private volatile @Nullable SandboxProcess process;

    // of the invocation that runs, or the next one: one thread at a time
    private Optional<Duration> unreportedInit = Optional.empty();
    private final SdkWait sdk;
    private final UsageMeter meter;
    private final InvocationClock clock;

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

    /** A sandbox of which nothing has started yet. */
    RunningSandbox(
            SandboxId id,
            FunctionVersion function,
            SandboxLog log,
            PlatformLog platform,
            SandboxProcesses processes,
            Time time) {
        this.id = id;
        this.function = function;
        this.log = log;
        this.platform = platform;
        this.processes = processes;
        this.time = time;
        this.meter = new UsageMeter(time);
        this.clock = new InvocationClock(time);
        this.sdk = new SdkWait(processes, log);
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
     * @param times of the start, whose next phases this measures
     */
    boolean initialize(Duration limit, StartTimes times) throws InterruptedException {
        long start = time.nanos();
        Sandbox empty = processes.create();
        times.sandbox(empty);
        sandbox = empty;
        SandboxProcess first = startProcess(empty);
        times.end(StartPhase.ASSIGNMENT);
        InitOutcome outcome = first.session().awaitInit(limit);
        times.end(StartPhase.INIT);
        Duration init = since(start);
        State next;
        if (outcome instanceof InitOutcome.Ready) {
            empty.initialized();
            meter.begin(empty);
            platform.initDone(init);
            unreportedInit = Optional.of(init);
            idleSinceNanos = time.nanos();
            next = State.READY;
        } else {
            sdk.initFailed(outcome);
            first.awaitLastWords(outcome);
            boolean reset = reset(first);
            platform.initFailed(init, "init", Outcomes.status(outcome, first.exit()));
            next = reset ? State.UNREADY : State.BROKEN;
        }
        clock.started(times);
        if (next == State.BROKEN || !state.compareAndSet(State.STARTING, next)) {
            throw new ServiceException(ErrorCode.SERVICE_UNAVAILABLE, "The sandbox was stopped as it started.");
        }
        if (next == State.READY && first.hasExited()) {
            exited();
        }
        return next == State.READY;
    }

    private SandboxProcess startProcess(Sandbox empty) {
        SandboxProcess started = processes.start(empty, this::exited);
        started.session().onPickUp(invocation -> {
            clock.pickedUp();
            platform.start(invocation.requestId());
        });
        process = started;
        if (state.get() == State.GONE) { // stopped meanwhile, before there was anything to destroy
            started.destroy();
        }
        return started;
    }

    /** Ends what runs, so that another process can be started. False if only stop is left. */
    private boolean reset(SandboxProcess ended) {
        try {
            ended.reset();
            meter.reset();
            return true;
        } catch (RuntimeException e) {
            if (state.get() != State.GONE) {
                LOG.warn("sandbox {} is given up: it could not be reset", id, e);
            }
            return false;
        }
    }

    /** Runs one invocation; its answer goes to the sink. */
    Completion invoke(Invocation invocation, ResponseSink sink) throws SandboxGoneException {
        clock.begin();
        boolean initialize = begin();
        if (initialize) {
            sdk.await(); // this takes nothing of the function's time
        }
        long start = clock.awake();
        boolean reusable = false;
        try {
            log.beginTail();
            InvocationEnd ending = initialize || needsCredentials()
                    ? initializeAndRun(invocation, sink, start)
                    : run(invocation, sink, start, false);
            reusable = finish(invocation, ending, since(start));
            return new Completion(ending.functionError(), log.tail(), reusable, meter.last(), clock.ended());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ServiceException(ErrorCode.SERVICE, "The invocation was interrupted.", e);
        } finally {
            if (!reusable) {
                state.compareAndSet(State.BUSY, State.BROKEN);
            }
            if (platform.isOpen()) {
                report(invocation, Outcomes.sandboxFailure(), since(start), meter.most());
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
                        return now == State.UNREADY || process().hasExited();
                    }
                }
                case FROZEN -> {
                    if (state.compareAndSet(now, State.BUSY)) {
                        return !thawed();
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

    /** Whether the process's credentials end before the invocation may, and a new process gets others. */
    private boolean needsCredentials() {
        Instant end = process().credentialsEnd();
        return time.now().plus(function.timeout()).isAfter(end) && processes.renews(end);
    }

    private Duration since(long startNanos) {
        return Duration.ofNanos(time.nanos() - startNanos);
    }

    /** False if there is no process any more. */
    private boolean thawed() {
        SandboxProcess current = process();
        try {
            current.sandbox().thaw();
        } catch (RuntimeException e) {
            if (!current.hasExited()) {
                state.compareAndSet(State.BUSY, State.BROKEN);
                throw e;
            }
        }
        return !current.hasExited();
    }

    /** Runs the invocation in the process that is there, whose init may just have been run for it. */
    private InvocationEnd run(Invocation invocation, ResponseSink sink, long start, boolean initialized)
            throws SandboxGoneException, InterruptedException {
        SandboxProcess current = process();
        Duration left = function.timeout().minusNanos(time.nanos() - start);
        Instant deadline = time.now().plus(left);
        InvokeOutcome outcome = current.session().invoke(invocation, deadline, left, sink);
        clock.answered();
        if (outcome instanceof InvokeOutcome.NotDelivered) {
            if (!current.hasExited()) {
                throw new SandboxGoneException(id);
            }
            if (!initialized) {
                return initializeAndRun(invocation, sink, start); // it ended after its last invocation
            }
            platform.start(invocation.requestId()); // the invocation has failed, though no runtime got it
            outcome = new InvokeOutcome.ProcessEnded();
        }
        return end(current, invocation, outcome, sink, start);
    }

    /** Tells the sink that the answer has ended. One in pieces lasts until the runtime asks for the next. */
    private InvocationEnd end(
            SandboxProcess current, Invocation invocation, InvokeOutcome outcome, ResponseSink sink, long start)
            throws InterruptedException {
        InvokeOutcome end = outcome;
        if (outcome instanceof InvokeOutcome.Truncated) {
            current.awaitExit(Limits.EXIT_AFTER_TRUNCATION);
            end = current.hasExited() ? new InvokeOutcome.ProcessEnded() : outcome;
        }
        InvocationEnd ending = Outcomes.of(end, current.exit(), invocation.requestId(), function.timeout());
        if (sdk.callFailed(end)) {
            ending = ending.notReusable(); // another process may have the SDK
        }
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

    /** Runs the invocation in a new process, whose init takes of the invocation's time. */
    private InvocationEnd initializeAndRun(Invocation invocation, ResponseSink sink, long start)
            throws SandboxGoneException, InterruptedException {
        SandboxProcess next = startAnother();
        InitOutcome outcome = next.session().awaitInit(function.timeout().minusNanos(time.nanos() - start));
        clock.initialized();
        if (outcome instanceof InitOutcome.Ready) {
            next.sandbox().initialized();
            meter.begin(next.sandbox());
            return run(invocation, sink, start, true);
        }
        sdk.initFailed(outcome);
        next.awaitLastWords(outcome);
        Duration init = since(start);
        platform.initFailed(init, "invoke", Outcomes.status(outcome, next.exit()));
        platform.start(invocation.requestId());
        InvocationEnd ending = Outcomes.ofInit(outcome, next.exit(), invocation.requestId(), function.timeout());
        sink.end(Outcomes.failure(ending));
        return ending;
    }

    private SandboxProcess startAnother() throws SandboxGoneException {
        if (!reset(process())) {
            throw new SandboxGoneException(id);
        }
        try {
            return startProcess(Objects.requireNonNull(sandbox));
        } catch (RuntimeException e) {
            if (state.get() == State.GONE) {
                throw new SandboxGoneException(id);
            }
            throw e;
        }
    }

    /** Ends an invocation, and the process if it is not used further. True if the sandbox can take another one. */
    private boolean finish(Invocation invocation, InvocationEnd ending, Duration took) {
        DataSize used = ending.ranOutOfMemory()
                ? meter.ranOutOf(function.memory())
                : meter.ended(process().sandbox(), took);
        boolean lives = ending.reusable() && !process().hasExited();
        // before the last lines of its log: nothing is printed after them
        boolean reset = !lives && reset(process());
        report(invocation, ending, took, used);
        if (!lives) {
            return reset && state.compareAndSet(State.BUSY, State.UNREADY);
        }
        idleSinceNanos = time.nanos();
        boolean reusable = state.compareAndSet(State.BUSY, State.READY);
        if (reusable && process().hasExited()) {
            exited(); // between the two looks: as if it had happened now
        }
        return reusable;
    }

    /** Ends the log of an invocation. */
    private void report(Invocation invocation, InvocationEnd ending, Duration took, DataSize used) {
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
                        new Reports.Memory(function.memory(), used),
                        ending.status(),
                        ending.produced()));
        unreportedInit = Optional.empty();
    }

    /** What it was last measured to use. Any thread may ask. */
    SandboxUsage usage() {
        return meter.last();
    }

    /** The process has ended. Called from a thread that must not be blocked. */
    private void exited() {
        SandboxProcess current = process;
        if (current == null || !current.hasExited()) {
            return; // the end of a process that another one has followed
        }
        if (!state.compareAndSet(State.READY, State.UNREADY)) {
            // one that is being frozen is looked at when that is done; one that is used, when that is
            boolean _ = state.compareAndSet(State.FROZEN, State.UNREADY);
        }
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
        Sandbox made = sandbox;
        if (last != null) {
            last.destroy();
        } else if (made != null) {
            made.destroy();
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
