package dev.hearth.neighbours.logs;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** How long a group keeps its events. Pure. */
final class Retention {
    private Retention() {}

    /** The first instant whose events are kept; empty if all are. */
    static Optional<Instant> start(GroupSettings settings, Instant now) {
        return settings.retentionDays().map(days -> now.minus(Duration.ofDays(days)));
    }

    /** The part of a stretch of time whose events are kept. */
    static TimeRange kept(GroupSettings settings, Instant now, TimeRange range) {
        return start(settings, now).map(range::from).orElse(range);
    }

    /** Whether none of the events that were taken until then can still be kept: one may lie ahead of its coming. */
    static boolean isOver(GroupSettings settings, Instant now, Instant lastIngestion) {
        return start(settings, now)
                .map(start -> lastIngestion.plus(Limits.AHEAD).isBefore(start))
                .orElse(false);
    }
}
