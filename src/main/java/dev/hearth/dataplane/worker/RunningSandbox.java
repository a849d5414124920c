package dev.hearth.dataplane.worker;

import dev.hearth.dataplane.runtimeapi.Extensions.ShutdownReason;
import dev.hearth.dataplane.runtimeapi.RuntimeSession.InitOutcome;
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

    /** The end of the invocation that runs, as the runtime is told. */
    private volatile Instant deadline = Instant.EPOCH;

    // of the invocation that runs, or the next one: one thread at a time
    private final InvocationReports reports;
    private final SdkWait sdk;
    private final UsageMeter meter;
    private final InvocationClock clock;
    private final InvocationRun.Parts parts;

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
        this.parts = new InvocationRun.Parts(id, function, platform, sdk, clock, time);
        this.reports = new InvocationReports(function, platform, time);
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
        InitOutcome outcome = first.awaitInit(limit);
        times.end(StartPhase.INIT);
        Duration init = Duration.ofNanos(time.nanos() - start);
        platform.runtimeInitialized("init", Outcomes.status(outcome, first.exit()));
        platform.extensions(first.extensions());
        State next;
        if (outcome instanceof InitOutcome.Ready) {
            empty.initialized();
            meter.begin(empty);
            platform.initDone(init, "init");
            reports.initialized(init);
            idleSinceNanos = time.nanos();
            next = State.READY;
        } else {
            sdk.initFailed(outcome);
            first.awaitLastWords(outcome);
            boolean reset = reset(first, reason(Outcomes.status(outcome, first.exit())));
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
            started.extensions().invoke(invocation, deadline);
        });
        process = started;
        if (state.get() == State.GONE) { // stopped meanwhile, before there was anything to destroy
            started.destroy();
        }
        return started;
    }

    private static ShutdownReason reason(Outcomes.Status status) {
        return status instanceof Outcomes.Status.Timeout ? ShutdownReason.TIMEOUT : ShutdownReason.FAILURE;
    }

    /** Ends what runs, so that another process can be started. False if only stop is left. */
    private boolean reset(SandboxProcess ended, ShutdownReason reason) {
        try {
            ended.shutDown(reason);
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
        InvocationRun run = new InvocationRun(parts, new Host(), invocation, sink, clock.awake());
        boolean answered = false;
        try {
            log.beginTail();
            run.answer(initialize || needsCredentials());
            answered = true;
        } catch (InterruptedException e) {
            throw interrupted(e);
        } finally {
            if (!answered) {
                giveUp(run);
            }
        }
        if (!run.lasts()) {
            return complete(run);
        }
        return sink.leavesEarly() ? completion(run, true).resting(() -> completeLater(run)) : completeLater(run);
    }

    /** Waits until the runtime and the extensions are done with an invocation that has been answered. */
    private Completion completeLater(InvocationRun run) {
        boolean done = false;
        try {
            run.awaitExtensions();
            done = true;
        } catch (InterruptedException e) {
            throw interrupted(e);
        } finally {
            if (!done) {
                giveUp(run);
            }
        }
        return complete(run);
    }

    private static ServiceException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new ServiceException(ErrorCode.SERVICE, "The invocation was interrupted.", e);
    }

    private Completion complete(InvocationRun run) {
        boolean reusable = false;
        try {
            reusable = finish(run.invocation(), run.ending(), run.took());
            return completion(run, reusable);
        } finally {
            if (!reusable) {
                giveUp(run);
            }
        }
    }

    private Completion completion(InvocationRun run, boolean reusable) {
        return new Completion(run.ending().functionError(), log.tail(), reusable, meter.last(), clock.ended());
    }

    /** It can't be used any more, unless it was reset. */
    private void giveUp(InvocationRun run) {
        state.compareAndSet(State.BUSY, State.BROKEN);
        if (platform.isOpen()) {
            reports.write(run.invocation(), Outcomes.sandboxFailure(), run.took(), meter.most());
        }
    }

    /** What an invocation runs in. */
    private final class Host implements InvocationRun.Environment {
        @Override
        public SandboxProcess process() {
            return RunningSandbox.this.process();
        }

        @Override
        public SandboxProcess startAnother() throws SandboxGoneException {
            return RunningSandbox.this.startAnother();
        }

        @Override
        public void initialized(SandboxProcess process) {
            process.sandbox().initialized();
            meter.begin(process.sandbox());
        }

        @Override
        public void offered(Instant until) {
            deadline = until;
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

    /** False if there is no process any more. */
    private boolean thawed() {
        SandboxProcess current = process();
        try {
            current.thaw();
        } catch (RuntimeException e) {
            if (!current.hasExited()) {
                state.compareAndSet(State.BUSY, State.BROKEN);
                throw e;
            }
        }
        return !current.hasExited();
    }

    private SandboxProcess startAnother() throws SandboxGoneException {
        SandboxProcess last = process();
        ShutdownReason reason = last.hasExited() ? ShutdownReason.FAILURE : ShutdownReason.SPINDOWN;
        if (!reset(last, reason)) {
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
        reports.runtimeDone(invocation, ending, took);
        boolean reset = !lives && reset(process(), reason(ending.status()));
        reports.write(invocation, ending, took, used);
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
                process().freeze();
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

    /** Waits until the runtime that has answered asks for more; false if it does not in its time. */
    boolean asksForMore() {
        return process().asksForMore(Limits.restAfterAnswer(function.timeout()));
    }

    /** Whether it was idle without its runtime having asked for more in its time: then it is used no more. */
    boolean endIfSilent() {
        return state.get() == State.READY
                && isAnswering()
                && time.nanos() - idleSinceNanos
                        >= Limits.restAfterAnswer(function.timeout()).toNanos()
                && state.compareAndSet(State.READY, State.GONE);
    }

    /** Ends it, whatever it does. Again: no effect. */
    void stop() {
        State before = state.getAndSet(State.GONE);
        SandboxProcess last = process;
        Sandbox made = sandbox;
        if (last != null) {
            if (before != State.GONE && !last.extensions().none()) {
                freezing.lock(); // it may just be being frozen
                try {
                    last.shutDown(ShutdownReason.SPINDOWN);
                } finally {
                    freezing.unlock();
                }
            }
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
