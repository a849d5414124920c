package dev.hearth.neighbours.logs;

import java.time.Instant;
import java.util.Optional;

/**
 * A range of time.
 *
 * @param from its first instant; empty if it has no beginning
 * @param until the first instant after it; empty if it has no end
 */
public record TimeRange(Optional<Instant> from, Optional<Instant> until) {
    public static final TimeRange ALL = new TimeRange(Optional.empty(), Optional.empty());

    boolean contains(Instant instant) {
        return !from.filter(instant::isBefore).isPresent()
                && until.map(instant::isBefore).orElse(true);
    }

    /** The part of it from an instant on. */
    TimeRange from(Instant instant) {
        return from.isPresent() && from.get().isAfter(instant) ? this : new TimeRange(Optional.of(instant), until);
    }
}
