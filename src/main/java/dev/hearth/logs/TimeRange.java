package dev.hearth.logs;

import java.time.Instant;

/** A stretch of time.
 *
 * @param from its first instant
 * @param until the first one after it */
public record TimeRange(Instant from, Instant until) {
    public static final TimeRange ALL = new TimeRange(Instant.MIN, Instant.MAX);

    boolean contains(Instant instant) {
        return !instant.isBefore(from) && instant.isBefore(until);
    }
}
