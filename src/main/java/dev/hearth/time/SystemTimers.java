package dev.hearth.time;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Timers of the real clock: one platform thread for all of them. */
public final class SystemTimers implements Timers, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SystemTimers.class);
    private static final Timer NONE = () -> {};

    private final Time time;
    private final ScheduledThreadPoolExecutor thread;

    /**
     * Without timers yet.
     *
     * @param name of the thread
     */
    public SystemTimers(String name, Time time) {
        this.time = time;
        this.thread = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().daemon().name(name).factory());
        thread.setRemoveOnCancelPolicy(true);
        thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    @Override
    public Timer at(long whenNanos, Runnable task) {
        try {
            var scheduled = thread.schedule(() -> run(task), whenNanos - time.nanos(), TimeUnit.NANOSECONDS);
            return () -> scheduled.cancel(false);
        } catch (RejectedExecutionException closed) {
            return NONE; // closed: no more tasks run
        }
    }

    private static void run(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error e) {
            LOG.error("a timer's task failed", e);
        }
    }

    /** Stops all timers. A task that has begun goes on. */
    @Override
    public void close() {
        thread.shutdownNow();
    }
}
