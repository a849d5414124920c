package dev.hearth.dataplane.worker;

import dev.hearth.model.SandboxId;
import dev.hearth.time.SystemTimers;
import dev.hearth.time.Time;
import dev.hearth.time.Timers;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Freezes sandboxes that have been idle for a while.
 *
 * <p>Each sandbox has at most one timer, however often it is used meanwhile. When the timer ends, the sandbox is
 * frozen, or gets another timer if it was used since. So the cost for an invocation is one comparison, and no sandbox
 * waits for another one.
 */
final class Freezer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Freezer.class);

    private final long graceNanos;
    private final Time time;
    private final Timers timers;
    private final Executor freezing;
    private final AutoCloseable own;

    /** A sandbox that can be frozen. */
    interface Freezable {
        SandboxId id();

        /** How long it has been idle; 0 if it is not. */
        long idleNanos();

        /** Whether it is idle and not frozen. */
        boolean isReady();

        /** Freezes it if it is idle; may block. */
        void freeze();

        /** Marks that it has a timer; false if it has one already. */
        boolean enterQueue();

        void leaveQueue();
    }

    /**
     * A freezer without sandboxes.
     *
     * @param grace how long a sandbox is idle before it is frozen
     * @param freezing executes the freezing, which may block
     */
    Freezer(Duration grace, Time time, Timers timers, Executor freezing) {
        this(grace, time, timers, freezing, () -> {});
    }

    private Freezer(Duration grace, Time time, Timers timers, Executor freezing, AutoCloseable own) {
        this.graceNanos = grace.toNanos();
        this.time = time;
        this.timers = timers;
        this.freezing = freezing;
        this.own = own;
    }

    /** A freezer with a timer and a thread of its own, which end when it is closed. */
    static Freezer started(Duration grace, Time time) {
        SystemTimers timers = new SystemTimers("sandbox-freezer-timer", time);
        ExecutorService thread = Executors.newSingleThreadExecutor(
                Thread.ofPlatform().daemon().name("sandbox-freezer").factory());
        return new Freezer(grace, time, timers, thread, () -> {
            timers.close();
            thread.shutdownNow();
        });
    }

    /** Notes that a sandbox has become idle. */
    void idle(Freezable sandbox) {
        if (sandbox.enterQueue()) {
            var _ = timers.at(time.nanos() + graceNanos - sandbox.idleNanos(), () -> look(sandbox));
        }
    }

    private void look(Freezable sandbox) {
        sandbox.leaveQueue(); // before the check, so that a sandbox that becomes idle after it gets a timer
        if (sandbox.idleNanos() < graceNanos) {
            if (sandbox.isReady()) {
                idle(sandbox);
            }
            return;
        }
        try {
            freezing.execute(() -> freeze(sandbox));
        } catch (RejectedExecutionException closed) {
            LOG.debug("no more sandboxes are frozen");
        }
    }

    private static void freeze(Freezable sandbox) {
        try {
            sandbox.freeze();
        } catch (RuntimeException e) {
            LOG.warn("sandbox {} could not be frozen", sandbox.id(), e);
        }
    }

    @Override
    public void close() {
        try {
            own.close();
        } catch (Exception e) {
            throw new IllegalStateException("closing timers and a thread does not fail", e);
        }
    }
}
