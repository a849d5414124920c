package dev.hearth.dataplane.runtimeapi;

import dev.hearth.time.Time;
import dev.hearth.time.Timers;
import org.jspecify.annotations.Nullable;

/**
 * Delays the end of an invocation whose process has exited until the bytes that the process sent before are read. A
 * part of {@link Session}, whose lock is held in each call.
 *
 * <p>The exit of a process and its last bytes arrive on different ways. An answer that was sent in time must not be
 * lost because the exit is noticed first. The kernel closes the connections of a process that exits, so that reading
 * them ends soon. The server gets some time to accept the last connections. A child of the process may keep a
 * connection open, so the wait also ends when no piece of an answer has come for {@link Limits#LAST_ANSWER}.
 */
final class LastAnswer {
    private final Time time;
    private final Timers timers;
    private final Runnable due;
    private boolean awaited;
    private long taken;
    private Timers.@Nullable Timer timer;
    private Timers.@Nullable Timer acceptance;

    /**
     * Waits for nothing yet.
     *
     * @param due called by the timers' thread, which holds no lock; calls {@link #goesOn}
     */
    LastAnswer(Time time, Timers timers, Runnable due) {
        this.time = time;
        this.timers = timers;
        this.due = due;
    }

    /** Whether the process has exited, and its last bytes are awaited. */
    boolean isAwaited() {
        return awaited;
    }

    /**
     * The process has exited.
     *
     * @param accepted called by the timers' thread when the server has accepted all connections of the process
     */
    void await(Runnable accepted) {
        awaited = true;
        watch();
        acceptance = timers.at(time.nanos() + Limits.ACCEPTANCE.toNanos(), accepted);
    }

    /**
     * Whether the wait goes on after a timer has rung.
     *
     * @param pieces how many pieces of answers have been taken in all
     * @param waits whether something that was read has not been taken yet
     */
    boolean goesOn(long pieces, boolean waits) {
        boolean progress = pieces != taken || waits;
        taken = pieces;
        if (progress) {
            watch();
        }
        return progress;
    }

    /** Ends the wait. */
    void ignore() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
        if (acceptance != null) {
            acceptance.cancel();
            acceptance = null;
        }
    }

    private void watch() {
        timer = timers.at(time.nanos() + Limits.LAST_ANSWER.toNanos(), due);
    }
}
