package dev.hearth.dataplane.runtimeapi;

import dev.hearth.time.Time;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Runs something at a time: one thread for all sessions. */
final class Alarms implements AutoCloseable {
    private final Time time;
    private final ScheduledThreadPoolExecutor thread = new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("invocation-limits").factory());

    Alarms(Time time) {
        this.time = time;
        thread.setRemoveOnCancelPolicy(true);
        thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /** The clock that alarms go by. */
    long nanos() {
        return time.nanos();
    }

    /** Runs it once {@link #nanos} has come to {@code when}; it must not block. */
    Future<?> set(long when, Runnable ring) {
        return thread.schedule(ring, when - nanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    public void close() {
        thread.shutdown();
    }
}
