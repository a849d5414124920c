package dev.hearth.dataplane.counter;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Tokens that come back at a steady rate, up to as many as the bucket holds.
 *
 * <p>What is kept is the time at which the bucket is full again if nothing more is taken: each token puts it off by the
 * time that one takes to come back. A token is there while that time is no further away than an empty bucket takes to
 * fill. So a bucket is one number, its rate may change at any time, and nobody has to refill it. (As the generic cell
 * rate algorithm of ITU-T I.371 does it.)
 */
final class TokenBucket {
    /** There is no token. */
    static final long NONE = Long.MIN_VALUE;

    private final AtomicLong fullAt;

    /** Full now. */
    TokenBucket(long nowNanos) {
        this.fullAt = new AtomicLong(nowNanos);
    }

    /**
     * Takes a token, if there is one.
     *
     * @param intervalNanos how long a token takes to come back
     * @param depthNanos how long all take to come back
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

    /** When a bucket is full again that was to be full at this time, after one more token is taken; {@link #NONE}. */
    static long after(long fullAt, long nowNanos, long intervalNanos, long depthNanos) {
        long missing = Math.max(0, fullAt - nowNanos) + intervalNanos;
        return missing > depthNanos ? NONE : nowNanos + missing;
    }

    static boolean isFull(long fullAt, long nowNanos) {
        return fullAt - nowNanos <= 0;
    }
}
