package dev.hearth.time;

import java.time.Instant;

/** The clock. */
public interface Time {
    Time SYSTEM = new Time() {
        @Override
        public Instant now() {
            return Instant.now();
        }

        @Override
        public long nanos() {
            return System.nanoTime();
        }
    };

    /** The wall clock, which may jump. */
    Instant now();

    /** A monotonic clock for durations, with an arbitrary zero. */
    long nanos();
}
