package dev.hearth.dataplane.worker;

import dev.hearth.dataplane.runtimeapi.RuntimeSession;
import dev.hearth.dataplane.runtimeapi.RuntimeSession.InitOutcome;
import dev.hearth.dataplane.sandbox.Exit;
import dev.hearth.dataplane.sandbox.Sandbox;
import dev.hearth.dataplane.sandbox.SandboxListener;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One runtime process in the driver's sandbox, and its session with the Runtime API. After it has ended, the sandbox is
 * reset and gets another one.
 */
final class SandboxProcess implements SandboxListener {
    private final Sandbox sandbox;
    private final RuntimeSession session;
    private final SandboxLog log;
    private final Instant credentialsEnd;
    private final Runnable onExit;
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile @Nullable Exit exit;

    /**
     * @param credentialsEnd the end of the credentials in its environment
     * @param onExit called once, from a thread that must not be blocked
     */
    SandboxProcess(Sandbox sandbox, RuntimeSession session, SandboxLog log, Instant credentialsEnd, Runnable onExit) {
        this.sandbox = sandbox;
        this.session = session;
        this.log = log;
        this.credentialsEnd = credentialsEnd;
        this.onExit = onExit;
    }

    Sandbox sandbox() {
        return sandbox;
    }

    /** The end of the credentials in its environment. */
    Instant credentialsEnd() {
        return credentialsEnd;
    }

    RuntimeSession session() {
        return session;
    }

    @Override
    public void output(byte[] bytes) {
        log.output(bytes);
    }

    @Override
    public void exited(Exit how) {
        log.outputEnded();
        exit = how;
        ended.countDown();
        session.processEnded();
        onExit.run();
    }

    boolean hasExited() {
        return exit != null;
    }

    /** How it ended. A process that the platform had to kill, or never saw end, was killed. */
    Exit exit() {
        Exit how = exit;
        return how == null ? new Exit.Signal(9) : how;
    }

    /** Waits for its end, at most so long. */
    void awaitExit(Duration limit) throws InterruptedException {
        boolean _ = ended.await(limit.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Lets a runtime whose init failed, and that reported an error, print its last words. */
    void awaitLastWords(InitOutcome failure) throws InterruptedException {
        if (failure instanceof InitOutcome.Failed) {
            awaitExit(Limits.EXIT_AFTER_INIT_ERROR);
        }
        sandbox.flushOutput();
    }

    /**
     * Ends it and all that it started; its sandbox can have another one. Whoever waits for its runtime is told that the
     * process ended.
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
     * Kills what runs and removes all of it, the sandbox included. Whoever waits for its runtime is told that the
     * process ended. Again: no effect, unless it failed; then it goes on where it failed.
     */
    void destroy() {
        try {
            sandbox.destroy();
        } finally {
            close();
        }
    }

    private void close() {
        session.processEnded(); // if the driver has not told
        session.close();
    }
}
