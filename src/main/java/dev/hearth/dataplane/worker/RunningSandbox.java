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
 * One sandbox of a function, with its lifecycle and its log.
 *
 * <pre>
 * from      event                       to        notes
 * STARTING  init succeeds               READY
 * STARTING  init fails                  UNREADY   reset: no process runs
 * READY     invoke                      BUSY
 * UNREADY   invoke                      BUSY      init runs in a new process, within the function's timeout
 * READY     invoke, credentials end     BUSY      reset: a new process gets new ones, as after UNREADY
 * READY     idle for a while            FREEZING  on the freezer's thread
 * FREEZING  frozen                      FROZEN
 * FROZEN    invoke                      BUSY      thawed
 * BUSY      ended, process lives on     READY
 * BUSY      ended otherwise             UNREADY   timeout, exit, failed init: reset, no process runs
 * BUSY      its reset fails             BROKEN    only stop is left; so after a failure of the platform
 * READY     process ended by itself     UNREADY   so from FROZEN; the next invocation resets it
 * READY     its runtime does not ask    GONE      after this was found in another sandbox of the function
 *           for an invocation
 * any       stop                        GONE      a running invocation ends as if its process had ended
 * </pre>
 *
 * <p>A reset keeps the log stream, the files in {@code /tmp}, and the sandbox's place at the Worker Manager, as on
 * Lambda. It ends before the invocation returns, so that no process of an invocation outlives it.
 *
 * <p>Transitions use compare-and-set instead of a lock: the driver reports an exit on a thread that must not wait,
 * possibly while this class calls the driver.
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

    /** The deadline of the running invocation, as the runtime gets it. */
    private volatile Instant deadline = Instant.EPOCH;

    // for the running or the next invocation, used by one thread at a time
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

    /** A sandbox that has not been made yet. */
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
     * Runs the init phase. Returns false if it fails, which is not an error here.
     *
     * @param limit the limit of the init phase
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
        if (state.get() == State.GONE) { // it was stopped before there was a process to destroy
            started.destroy();
        }
        return started;
    }

    private static ShutdownReason reason(Outcomes.Status status) {
        return status instanceof Outcomes.Status.Timeout ? ShutdownReason.TIMEOUT : ShutdownReason.FAILURE;
    }

    /** Ends all processes, so that another one can be started. False if only stop is left. */
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
            sdk.await(); // this does not count towards the function's timeout
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

    /** Waits until the runtime and the extensions have ended an invocation that has been answered. */
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

    /** Marks the sandbox as unusable, unless it was reset. */
    private void giveUp(InvocationRun run) {
        state.compareAndSet(State.BUSY, State.BROKEN);
        if (platform.isOpen()) {
            reports.write(run.invocation(), Outcomes.sandboxFailure(), run.took(), meter.most());
        }
    }

    /** This sandbox, as an invocation uses it. */
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

    /** Takes the sandbox for an invocation. True if init has to run first. */
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
                        continue; // the transition has ended
                    } finally {
                        freezing.unlock();
                    }
                }
                case BUSY -> throw new IllegalStateException("sandbox " + id + " runs an invocation already");
                case STARTING, BROKEN, GONE -> throw new SandboxGoneException(id);
            }
        }
    }

    /** Whether the process's credentials may expire during the invocation, and a new process gets new ones. */
    private boolean needsCredentials() {
        Instant end = process().credentialsEnd();
        return time.now().plus(function.timeout()).isAfter(end) && processes.renews(end);
    }

    /** Thaws the process; false if it has ended. */
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

    /**
     * Ends an invocation, and the process unless it is used further. True if the sandbox can take another invocation.
     */
    private boolean finish(Invocation invocation, InvocationEnd ending, Duration took) {
        DataSize used = ending.ranOutOfMemory()
                ? meter.ranOutOf(function.memory())
                : meter.ended(process().sandbox(), took);
        boolean lives = ending.reusable() && !process().hasExited();
        // before the last lines of its log, so that no output follows them
        reports.runtimeDone(invocation, ending, took);
        boolean reset = !lives && reset(process(), reason(ending.status()));
        reports.write(invocation, ending, took, used);
        if (!lives) {
            return reset && state.compareAndSet(State.BUSY, State.UNREADY);
        }
        idleSinceNanos = time.nanos();
        boolean reusable = state.compareAndSet(State.BUSY, State.READY);
        if (reusable && process().hasExited()) {
            exited(); // it ended after the first check
        }
        return reusable;
    }

    /** Its last measured usage. Any thread may call this. */
    SandboxUsage usage() {
        return meter.last();
    }

    /** The process has ended. Called from a thread that must not be blocked. */
    private void exited() {
        SandboxProcess current = process;
        if (current == null || !current.hasExited()) {
            return; // an earlier process, which has been replaced
        }
        if (!state.compareAndSet(State.READY, State.UNREADY)) {
            // FREEZING and BUSY check for an exit at their end
            boolean _ = state.compareAndSet(State.FROZEN, State.UNREADY);
        }
    }

    /** Freezes it if it is idle. */
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

    /** How long it has been idle; 0 while its runtime still works after its answer. */
    @Override
    public long idleNanos() {
        return process().session().atRest() ? time.nanos() - idleSinceNanos : 0;
    }

    /** Marks it as queued by the freezer; false if it is already. */
    @Override
    public boolean enterQueue() {
        return queued.compareAndSet(false, true);
    }

    @Override
    public void leaveQueue() {
        queued.set(false);
    }

    /** Whether an invocation was not delivered because its runtime lives, but has not asked since its last answer. */
    boolean isSilent() {
        return state.get() == State.BROKEN && isAnswering();
    }

    private boolean isAnswering() {
        SandboxProcess current = process();
        return !current.hasExited() && !current.session().atRest();
    }

    /** Waits until the runtime asks for the next invocation; false if it does not in time. */
    boolean asksForMore() {
        return process().asksForMore(Limits.restAfterAnswer(function.timeout()));
    }

    /** Ends it if it is idle and its runtime has not asked for the next invocation in time. True if it was ended. */
    boolean endIfSilent() {
        return state.get() == State.READY
                && isAnswering()
                && time.nanos() - idleSinceNanos
                        >= Limits.restAfterAnswer(function.timeout()).toNanos()
                && state.compareAndSet(State.READY, State.GONE);
    }

    /** Stops it in any state. Again: no effect. */
    void stop() {
        State before = state.getAndSet(State.GONE);
        SandboxProcess last = process;
        Sandbox made = sandbox;
        if (last != null) {
            if (before != State.GONE && !last.extensions().none()) {
                freezing.lock(); // a freeze may be under way
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
