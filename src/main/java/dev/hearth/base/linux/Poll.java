package dev.hearth.base.linux;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for changes that the kernel does not signal: checks once a millisecond. */
final class Poll {
    private static final long PAUSE_NANOS = Duration.ofMillis(1).toNanos();

    private Poll() {}

    /**
     * Waits until the condition holds. False if it does not within {@code atMost} (which counts pauses, so that the
     * wait may be longer).
     */
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
