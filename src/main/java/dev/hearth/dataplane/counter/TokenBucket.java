package dev.hearth.dataplane.counter;

import java.util.concurrent.atomic.AtomicLong;

/**
 * A token bucket, which refills at a steady rate.
 *
 * <p>Its state is the time at which the bucket is full again if no token is taken. Each token delays that time by the
 * interval of one token. A token is available while that time is at most the fill time of an empty bucket away. So a
 * bucket is one number, its rate may change at any time, and no timer refills it. (This is the generic cell rate
 * algorithm of ITU-T I.371.)
 */
final class TokenBucket {
    /** The result if there is no token. */
    static final long NONE = Long.MIN_VALUE;

    private final AtomicLong fullAt;

    /** A full bucket. */
    TokenBucket(long nowNanos) {
        this.fullAt = new AtomicLong(nowNanos);
    }

    /**
     * Takes a token; false if there is none.
     *
     * @param intervalNanos the time in which one token refills
     * @param depthNanos the time in which all tokens refill
     */
    boolean take(long nowNanos, long intervalNanos, long depthNanos) {
        while (true) {
            long before = fullAt.get();
            long after = after(before, nowNanos, intervalNanos, depthNanos);
            if (after == NONE) {
                return false;
            }
            if (fullAt.compareAndSet(before, after)) {
                return true;
            }
        }
    }

    boolean isFull(long nowNanos) {
        return isFull(fullAt.get(), nowNanos);
    }

    /** The time at which a bucket is full again after one more token is taken; {@link #NONE} if there is none. */
    static long after(long fullAt, long nowNanos, long intervalNanos, long depthNanos) {
        long missing = Math.max(0, fullAt - nowNanos) + intervalNanos;
        return missing > depthNanos ? NONE : nowNanos + missing;
    }

    static boolean isFull(long fullAt, long nowNanos) {
        return fullAt - nowNanos <= 0;
    }
}
