package dev.hearth.time;

import java.time.Instant;

/** What the time is. */
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

    /** A clock that only goes forward, for durations; its zero means nothing. */
    long nanos();
}
