package dev.hearth.dataplane.runtimeapi;

import dev.hearth.time.Time;
import dev.hearth.time.Timers;
import org.jspecify.annotations.Nullable;

/**
 * Waits for what a process sent before it exited. A part of {@link Session}, whose lock is held in each call.
 *
 * <p>The exit of a process and the last bytes on its connections are reported independently. An answer that was sent in
 * time must not be lost because the exit is reported first. The kernel closes the connections of a process that exits,
 * so that they are read to their end soon. The server may not have accepted the last connection yet, and gets some time
 * for that. Only a child of the process can keep a connection open: the wait ends when no piece of an answer has come
 * for {@link Limits#LAST_ANSWER}.
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
     * No wait yet.
     *
     * @param due called by the timers' thread, which holds no lock; calls {@link #goesOn}
     */
    LastAnswer(Time time, Timers timers, Runnable due) {
        this.time = time;
        this.timers = timers;
        this.due = due;
    }

    /** Whether the process has exited and its last bytes are waited for. */
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
     * Whether the wait goes on after a time without events.
     *
     * @param pieces the number of pieces of answers that were taken in all
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
