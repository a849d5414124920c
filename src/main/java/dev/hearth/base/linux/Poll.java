package dev.hearth.base.linux;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for the kernel where it sends no message: looks once a millisecond. */
final class Poll {
    private static final long PAUSE_NANOS = Duration.ofMillis(1).toNanos();

    private Poll() {}

    /** Whether the condition came true before {@code atMost} had passed (counted in pauses, so possibly later). */
    static boolean until(BooleanSupplier condition, Duration atMost) {
        for (long left = atMost.toNanos(); ; left -= PAUSE_NANOS) {
            if (condition.getAsBoolean()) {
                return true;
            }
            if (left <= 0) {
                return false;
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }
}
