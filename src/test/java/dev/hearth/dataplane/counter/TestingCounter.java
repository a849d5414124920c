package dev.hearth.dataplane.counter;

import dev.hearth.model.ConcurrencyLimit;
import dev.hearth.time.Ids;
import dev.hearth.time.Time;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

/** Counters for tests that are not about what takes time. */
public final class TestingCounter {
    private TestingCounter() {}

    /** All accounts have this limit; requests have no rate, and no permit's time is over. */
    public static AccountCounter limited(int invocations) {
        ConcurrencyLimit limit = new ConcurrencyLimit(invocations);
        return new AccountCounter(account -> limit, new Racing(), (when, task) -> () -> {}, Ids.secure());
    }

    /** A second passes from each look to the next, so that all tokens are always there. */
    private static final class Racing implements Time {
        private final AtomicLong seconds = new AtomicLong();

        @Override
        public Instant now() {
            return Instant.EPOCH;
        }

        @Override
        public long nanos() {
            return seconds.incrementAndGet() * 1_000_000_000;
        }
    }
}
