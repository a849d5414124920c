package dev.hearth.time;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits, within bounds, for what another thread or process does in its own time, where nothing tells of it. */
public final class Eventually {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final Duration POLL = Duration.ofMillis(2);

    private Eventually() {}

    /** Returns when the condition holds; the test has failed if it takes longer than {@link #LIMIT}. */
    public static void holds(BooleanSupplier condition) {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("it did not come true within " + LIMIT);
            }
            if (Thread.currentThread().isInterrupted()) {
                throw new AssertionError("interrupted before it came true");
            }
            LockSupport.parkNanos(POLL.toNanos());
        }
    }
}
