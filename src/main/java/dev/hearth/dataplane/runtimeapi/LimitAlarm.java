package dev.hearth.dataplane.runtimeapi;

import java.time.Duration;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Rings when the limit of a session's invocation is over. A part of {@link Session}, whose lock is held in each call.
 *
 * <p>A limit has no timer of its own, which would have to be set and taken back for each invocation: a session has one
 * alarm, and when it rings, looks whether the invocation that is then under way is late, or sets it anew.
 */
final class LimitAlarm {
    private final Alarms alarms;
    private final Runnable ring;
    private long limit;
    private long time;
    private @Nullable Future<?> alarm;

    /**
     * One that is not set.
     *
     * @param ring called by the alarm's thread, which holds no lock; asks {@link #rang}
     */
    LimitAlarm(Alarms alarms, Runnable ring) {
        this.alarms = alarms;
        this.ring = ring;
    }

    /** The limit of an invocation that begins now. */
    void limit(Duration atMost) {
        limit = alarms.nanos() + atMost.toNanos();
        watch();
    }

    /** How much of the limit is left; nothing if it is over. */
    Duration left() {
        return Duration.ofNanos(Math.max(0, limit - alarms.nanos()));
    }

    /** Nobody is interested any more. */
    void ignore() {
        if (alarm != null) {
            alarm.cancel(false);
            alarm = null;
        }
    }

    /**
     * What a ring means.
     *
     * @param waiting whether an invocation is under way
     * @return whether that one's limit is over
     */
    boolean rang(boolean waiting) {
        if (alarms.nanos() - time < 0) {
            return false; // it was set to another time just now
        }
        alarm = null;
        if (waiting && alarms.nanos() - limit < 0) {
            watch();
            return false;
        }
        return waiting;
    }

    /** Sees to it that the alarm rings when the limit is over, or before. */
    private void watch() {
        if (alarm == null || limit - time < 0) {
            ignore();
            time = limit;
            alarm = alarms.set(limit, ring);
        }
    }
}
