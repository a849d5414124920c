package dev.hearth.dataplane.runtimeapi;

import dev.hearth.time.Time;
import dev.hearth.time.Timers;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Rings when a session's invocation has exceeded its time limit: the time in which the runtime must pick it up, and
 * then the function's timeout. A part of {@link Session}, whose lock is held in each call.
 *
 * <p>A session has one timer, instead of one for each invocation, which would have to be set and cancelled each time.
 * When the timer rings, the alarm checks whether the current invocation is late, and else sets the timer again. A
 * runtime that already waits picks an invocation up at once, so the limit for the pick-up needs a timer only if the
 * runtime does not wait yet.
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
     * Sets the alarm for an invocation that begins now.
     *
     * @param asked whether the runtime already waits, and so picks the invocation up at once
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

    /** Sets the limit for the pick-up, because the runtime does not wait for the invocation yet. */
    void awaitPickUp() {
        pickUp = Math.min(limit, time.nanos() + Limits.PICK_UP.toNanos());
        awaitsPickUp = true;
        watch(pickUp);
    }

    /** The runtime has asked for it. */
    void pickedUp() {
        awaitsPickUp = false;
    }

    /** The rest of the invocation's time; zero if it is over. */
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

    /** Lets the invocation's time go on. */
    void resume() {
        if (paused) {
            paused = false;
            limit += time.nanos() - pausedAt;
            watch(limit);
        }
    }

    /** Cancels the timer. */
    void ignore() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }

    /**
     * Handles a ring of the timer.
     *
     * @param waiting whether an invocation is under way
     * @return whether its time is over
     */
    boolean rang(boolean waiting) {
        long now = time.nanos();
        if (now - due < 0) {
            return false; // the timer was set to a later time meanwhile
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

    /** Makes sure that the timer rings at this time or earlier. */
    private void watch(long when) {
        if (timer == null || when - due < 0) {
            ignore();
            due = when;
            timer = timers.at(when, ring);
        }
    }
}
