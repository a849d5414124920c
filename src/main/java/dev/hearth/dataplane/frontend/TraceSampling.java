package dev.hearth.dataplane.frontend;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.DoubleSupplier;

/**
 * Which calls of functions with active tracing are sampled: the first of each second, and one in twenty of the others.
 *
 * <p>That is X-Ray's default rule: "Sampling rules" in the X-Ray Developer Guide.
 */
final class TraceSampling {
    /** The latest second whose first call has come. */
    private final AtomicLong second = new AtomicLong(Long.MIN_VALUE);

    /**
     * Whether a call is sampled.
     *
     * @param now in seconds
     * @param fraction a random number from 0 to below 1
     */
    boolean samples(long now, DoubleSupplier fraction) {
        long latest = second.get();
        if (latest < now && second.compareAndSet(latest, now)) {
            return true;
        }
        return fraction.getAsDouble() < Limits.SAMPLED_SHARE;
    }
}
