package dev.hearth.time;

/** Runs tasks at set times. A simulation replaces it by {@link VirtualClock}. */
public interface Timers {
    /**
     * Runs a task once {@link Time#nanos} has come to {@code whenNanos}; at once if it has already.
     *
     * @param task must not block: all timers share a thread. An exception is logged and does not affect other timers
     */
    Timer at(long whenNanos, Runnable task);

    /** A task that is set to run. */
    interface Timer {
        /** Cancels the task, unless it has begun. A second call has no effect. */
        void cancel();
    }
}
