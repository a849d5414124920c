package dev.hearth.neighbours.logs;

import dev.hearth.time.Time;
import java.time.Duration;
import java.time.Instant;

/** The system's clock, set off by what a test wants. */
final class MovableTime implements Time {
    private volatile Duration offset = Duration.ZERO;

    void set(Duration changed) {
        offset = changed;
    }

    @Override
    public Instant now() {
        return Time.SYSTEM.now().plus(offset);
    }

    @Override
    public long nanos() {
        return Time.SYSTEM.nanos();
    }
}
