package dev.hearth.dataplane.runtimeapi;

import dev.hearth.time.Time;
import dev.hearth.time.Timers;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Rings when the time of a session's invocation is over: the function's own, or before that the time in which its
 * runtime must have picked the invocation up. A part of {@link Session}, whose lock is held in each call.
 *
 * <p>An invocation has no timer of its own, which would have to be set and taken back for each: a session has one
 * timer, and when it rings, looks whether the invocation that is then under way is late, or sets it anew. A runtime
 * that waits for its next invocation picks it up at once, so that the shorter time, too, sets a timer only if the
 * runtime does not wait.
 */
final class LimitAlarm {
    private final Time time;
    private final Timers timers;
    private final Runnable ring;
    private long limit;
    private long pickUp;
    private boolean awaitsPickUp;
    private boolean paused;
    private long pausedAt;
    private long due;
    private Timers.@Nullable Timer timer;

    /**
     * An alarm that is not set.
     *
     * @param ring called by the timers' thread, which holds no lock; calls {@link #rang}
     */
    LimitAlarm(Time time, Timers timers, Runnable ring) {
        this.time = time;
        this.timers = timers;
        this.ring = ring;
    }

    /**
     * An invocation begins.
     *
     * @param asked whether its runtime waits for it, and so picks it up at once
     */
    void begin(Duration atMost, boolean asked) {
        limit = time.nanos() + atMost.toNanos();
        paused = false;
        if (asked) {
            awaitsPickUp = false;
            watch(limit);
        } else {
            awaitPickUp();
        }
    }

    /** The runtime does not wait for the invocation, and gets a limited time to ask for it. */
    void awaitPickUp() {
        pickUp = Math.min(limit, time.nanos() + Limits.PICK_UP.toNanos());
        awaitsPickUp = true;
        watch(pickUp);
    }

    /** The runtime has asked for it. */
    void pickedUp() {
        awaitsPickUp = false;
    }

    /** The rest of the limit; zero if it is over. */
    Duration left() {
        return Duration.ofNanos(Math.max(0, limit - (paused ? pausedAt : time.nanos())));
    }

    boolean isPaused() {
        return paused;
    }

    /** Stops the invocation's time. */
    void pause() {
        paused = true;
        pausedAt = time.nanos();
    }

    /** The invocation's time goes on with what was left. */
    void resume() {
        if (paused) {
            paused = false;
            limit += time.nanos() - pausedAt;
            watch(limit);
        }
    }

    /** Cancels the alarm. */
    void ignore() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }

    /**
     * Handles a ring.
     *
     * @param waiting whether an invocation is under way
     * @return whether the time of that invocation is over
     */
    boolean rang(boolean waiting) {
        long now = time.nanos();
        if (now - due < 0) {
            return false; // it was set to another time meanwhile
        }
        timer = null;
        if (paused) {
            return false;
        }
        long end = awaitsPickUp ? pickUp : limit;
        if (waiting && now - end < 0) {
            watch(end);
            return false;
        }
        return waiting;
    }

    /** Sets the timer for this time, unless it is set for an earlier one. */
    private void watch(long when) {
        if (timer == null || when - due < 0) {
            ignore();
            due = when;
            timer = timers.at(when, ring);
        }
    }
}
