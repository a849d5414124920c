package dev.hearth.dataplane.worker;

import dev.hearth.time.Time;
import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Freezes sandboxes that have been idle for a while, one thread for all of them.
 *
 * <p>A sandbox is in the queue once, however often it is used meanwhile: when its turn comes it is looked at, and goes
 * to the end if it was used since. So an invocation pays for this with one comparison.
 */
final class Freezer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Freezer.class);

    private final long graceNanos;
    private final Time time;
    private final LinkedBlockingQueue<RunningSandbox> queue = new LinkedBlockingQueue<>();
    private final Thread thread =
            Thread.ofPlatform().daemon().name("sandbox-freezer").unstarted(this::run);

    Freezer(Duration grace, Time time) {
        this.graceNanos = grace.toNanos();
        this.time = time;
        thread.start();
    }

    /** A sandbox has become idle. */
    void idle(RunningSandbox sandbox) {
        if (sandbox.enterQueue()) {
            queue.add(sandbox);
        }
    }

    private void run() {
        try {
            while (true) {
                RunningSandbox sandbox = queue.take();
                awaitTurn(sandbox);
                sandbox.leaveQueue();
                handle(sandbox);
            }
        } catch (InterruptedException e) {
            LOG.debug("no more sandboxes are frozen");
        }
    }

    /** Those behind became idle later: they need not be looked at sooner. */
    private void awaitTurn(RunningSandbox sandbox) throws InterruptedException {
        long due = time.nanos() + graceNanos - sandbox.idleNanos();
        for (long left = due - time.nanos(); left > 0; left = due - time.nanos()) {
            LockSupport.parkNanos(this, left);
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        }
    }

    private void handle(RunningSandbox sandbox) {
        try {
            if (sandbox.idleNanos() >= graceNanos) {
                sandbox.freeze();
            } else if (sandbox.isReady()) {
                idle(sandbox);
            }
        } catch (RuntimeException e) {
            LOG.warn("sandbox {} could not be frozen", sandbox.id(), e);
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
