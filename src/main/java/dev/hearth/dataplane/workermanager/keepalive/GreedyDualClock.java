package dev.hearth.dataplane.workermanager.keepalive;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The clock of greedy-dual policies that evict from the same fleet: the highest value at which a sandbox was evicted.
 * It only goes forward. Used by any number of threads.
 */
final class GreedyDualClock {
    /** The bits of the value, which is not negative, so that bits have the order of values. */
    private final AtomicLong bits = new AtomicLong();

    double now() {
        return Double.longBitsToDouble(bits.get());
    }

    void advance(double value) {
        bits.accumulateAndGet(Double.doubleToLongBits(Math.max(0, value)), Math::max);
    }
}
