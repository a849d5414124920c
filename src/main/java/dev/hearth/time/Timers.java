package dev.hearth.time;

/** Runs something at a time: the seam through which whatever waits for the clock can be simulated. */
public interface Timers {
    /**
     * Runs a task once {@link Time#nanos} has come to {@code whenNanos}; at once if it has already.
     *
     * @param task must not block: all timers share a thread. What it throws is logged and costs no other timer
     */
    Timer at(long whenNanos, Runnable task);

    /** A task that has not run yet, or has. */
    interface Timer {
        /** It does not run any more, if it has not begun. Again: no effect. */
        void cancel();
    }
}
