package dev.hearth.dataplane.worker;

import dev.hearth.dataplane.runtimeapi.Extensions;
import dev.hearth.dataplane.runtimeapi.Extensions.ShutdownReason;
import dev.hearth.dataplane.runtimeapi.RuntimeSession;
import dev.hearth.dataplane.runtimeapi.RuntimeSession.InitOutcome;
import dev.hearth.dataplane.runtimeapi.RuntimeSession.InvokeOutcome;
import dev.hearth.dataplane.sandbox.Companion;
import dev.hearth.dataplane.sandbox.Exit;
import dev.hearth.dataplane.sandbox.Sandbox;
import dev.hearth.dataplane.sandbox.SandboxListener;
import dev.hearth.time.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One runtime process in the driver's sandbox, and its session with the Runtime API. After it has ended, the sandbox is
 * reset and gets another one.
 */
final class SandboxProcess implements SandboxListener {
    private static final Logger LOG = LoggerFactory.getLogger(SandboxProcess.class);

    private final Sandbox sandbox;
    private final RuntimeSession session;
    private final SandboxLog log;
    private final Instant credentialsEnd;
    private final boolean besideExtensions;
    private final Time time;
    private final Runnable onExit;
    private final CountDownLatch ended = new CountDownLatch(1);
    private final AtomicBoolean shutDown = new AtomicBoolean();
    private volatile @Nullable Exit exit;
    private volatile boolean extensionEnded;
    private volatile boolean frozen;

    /**
     * @param credentialsEnd the end of the credentials in its environment
     * @param besideExtensions whether external extensions are started before it
     * @param onExit called once for each process that ends, from a thread that must not be blocked
     */
    SandboxProcess(
            Sandbox sandbox,
            RuntimeSession session,
            SandboxLog log,
            Instant credentialsEnd,
            boolean besideExtensions,
            Time time,
            Runnable onExit) {
        this.sandbox = sandbox;
        this.session = session;
        this.log = log;
        this.credentialsEnd = credentialsEnd;
        this.besideExtensions = besideExtensions;
        this.time = time;
        this.onExit = onExit;
    }

    Sandbox sandbox() {
        return sandbox;
    }

    /** The end of the credentials in its environment. */
    Instant credentialsEnd() {
        return credentialsEnd;
    }

    /** Freezes all processes of its sandbox. */
    void freeze() {
        sandbox.freeze();
        frozen = true;
    }

    void thaw() {
        sandbox.thaw();
        frozen = false;
    }

    RuntimeSession session() {
        return session;
    }

    Extensions extensions() {
        return session.extensions();
    }

    /** Waits for the end of the init phase: the runtime and all extensions are ready. */
    InitOutcome awaitInit(Duration limit) throws InterruptedException {
        long until = time.nanos() + limit.toNanos();
        if (besideExtensions) {
            switch (extensions().awaitRegistered(limit)) {
                case DONE -> sandbox.start();
                case TIMED_OUT -> {
                    return new InitOutcome.TimedOut();
                }
                case FAILED -> {
                    return initFailure(new InitOutcome.ProcessEnded());
                }
            }
        }
        InitOutcome runtime = session.awaitInit(besideExtensions ? Duration.ofNanos(until - time.nanos()) : limit);
        if (!(runtime instanceof InitOutcome.Ready)) {
            return initFailure(runtime);
        }
        return switch (extensions().awaitReady(Duration.ofNanos(until - time.nanos()))) {
            case DONE -> {
                session.telemetry().endSubscriptions();
                yield runtime;
            }
            case TIMED_OUT -> new InitOutcome.TimedOut();
            case FAILED -> initFailure(new InitOutcome.ProcessEnded());
        };
    }

    private InitOutcome initFailure(InitOutcome otherwise) throws InterruptedException {
        return extensionFailure()
                .<InitOutcome>map(InitOutcome.ExtensionFailed::new)
                .orElse(otherwise);
    }

    /** The failure of an extension that ended the environment; waits until its process's end is known. */
    private Optional<Extensions.Failure> extensionFailure() throws InterruptedException {
        if (extensions().failure().isPresent()) {
            extensions().awaitFailed(Limits.EXIT_AFTER_INIT_ERROR);
        }
        return extensions().failure();
    }

    /** Replaces an outcome that was caused by an extension's failure. */
    InvokeOutcome explained(InvokeOutcome outcome) throws InterruptedException {
        return outcome instanceof InvokeOutcome.ProcessEnded
                ? extensionFailure()
                        .<InvokeOutcome>map(InvokeOutcome.ExtensionFailed::new)
                        .orElse(outcome)
                : outcome;
    }

    /**
     * Waits until the runtime and all extensions have asked for the next event.
     *
     * @param runtimeDone called when the runtime has asked
     * @return empty if they have; else the outcome that replaces the answer's
     */
    Optional<InvokeOutcome> awaitAllDone(Duration limit, Runnable runtimeDone) throws InterruptedException {
        long until = time.nanos() + limit.toNanos();
        if (!session.awaitRest(limit)) {
            return Optional.of(new InvokeOutcome.TimedOut());
        }
        runtimeDone.run();
        return switch (extensions().awaitDone(Duration.ofNanos(until - time.nanos()))) {
            case DONE -> Optional.empty();
            case TIMED_OUT -> Optional.of(new InvokeOutcome.TimedOut());
            case FAILED -> Optional.of(explained(new InvokeOutcome.ProcessEnded()));
        };
    }

    /**
     * Shuts down the runtime and the extensions, and waits for their ends within Lambda's limits; once. A reset or a
     * stop ends the processes that remain. No effect without extensions.
     */
    void shutDown(ShutdownReason reason) {
        if (extensions().none() || !shutDown.compareAndSet(false, true)) {
            return;
        }
        boolean external = extensions().anyExternal();
        Duration all = external ? Limits.SHUTDOWN_EXTERNAL : Limits.SHUTDOWN_INTERNAL;
        long until = time.nanos() + all.toNanos();
        Instant deadline = time.now().plus(all);
        try {
            if (frozen) {
                thaw();
            }
            if (exit == null) {
                sandbox.terminate();
                awaitExit(external ? Limits.SHUTDOWN_RUNTIME : all);
            }
            session.telemetry().flush(Limits.TELEMETRY_FLUSH);
            if (external) {
                extensions().shutDown(reason, deadline);
                boolean _ = extensions().awaitEnded(Duration.ofNanos(Math.max(0, until - time.nanos())));
            }
            sandbox.flushOutput();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.warn("the extensions of sandbox {} were not told of its end", sandbox.id(), e);
        }
    }

    @Override
    public void output(byte[] bytes) {
        log.output(bytes);
    }

    @Override
    public void companionOutput(byte[] bytes) {
        log.extensionOutput(bytes);
    }

    @Override
    public void companionExited(Companion companion, Exit how) {
        log.extensionEnded();
        extensions().ended(companion.name(), Outcomes.ofExtension(how), !(how instanceof Exit.NotStarted));
        if (!shutDown.get()) {
            extensionEnded = true;
            session.abandon();
            onExit.run();
        }
    }

    @Override
    public void exited(Exit how) {
        log.outputEnded();
        exit = how;
        ended.countDown();
        extensions().runtimeEnded();
        session.processEnded();
        onExit.run();
    }

    /** Whether it has ended, or an extension has, which makes the environment unusable. */
    boolean hasExited() {
        return exit != null || extensionEnded;
    }

    /** Its end. A process that the platform killed, or whose end is not known, counts as killed. */
    Exit exit() {
        Exit how = exit;
        return how == null ? new Exit.Signal(9) : how;
    }

    /** Waits until the runtime asks for the next invocation; false if it does not within this time. */
    boolean asksForMore(Duration limit) {
        try {
            return session.awaitRest(limit);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Waits for its end, for at most so long. */
    void awaitExit(Duration limit) throws InterruptedException {
        boolean _ = ended.await(limit.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Waits for the end of a runtime that reported a failed init, so that its last output is logged. */
    void awaitLastWords(InitOutcome failure) throws InterruptedException {
        if (failure instanceof InitOutcome.Failed) {
            awaitExit(Limits.EXIT_AFTER_INIT_ERROR);
        }
        sandbox.flushOutput();
    }

    /**
     * Ends all processes of the sandbox, which can then have another one. A thread that waits for its runtime is told
     * that the process ended.
     *
     * @throws dev.hearth.dataplane.sandbox.SandboxException if that fails; only {@link #destroy} is left
     */
    void reset() {
        try {
            sandbox.reset();
        } finally {
            close();
        }
    }

    /**
     * Removes the sandbox with all its processes. A thread that waits for its runtime is told that the process ended.
     * Again: no effect; after a failure it continues with the step that failed.
     */
    void destroy() {
        try {
            sandbox.destroy();
        } finally {
            close();
        }
    }

    private void close() {
        log.extensionEnded();
        session.processEnded(); // if the driver has not reported the end
        session.close();
    }
}
