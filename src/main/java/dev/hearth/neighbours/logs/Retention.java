package dev.hearth.neighbours.logs;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Decides which events of a group have expired. Pure. */
final class Retention {
    private Retention() {}

    /** The first instant whose events are kept; empty if all are kept. */
    static Optional<Instant> start(GroupSettings settings, Instant now) {
        return settings.retentionDays().map(days -> now.minus(Duration.ofDays(days)));
    }

    /** The part of a time range whose events are kept. */
    static TimeRange kept(GroupSettings settings, Instant now, TimeRange range) {
        return start(settings, now).map(range::from).orElse(range);
    }

    /** Whether all events that were accepted until then have expired. An event may lie ahead of its arrival. */
    static boolean isOver(GroupSettings settings, Instant now, Instant lastIngestion) {
        return start(settings, now)
                .map(start -> lastIngestion.plus(Limits.AHEAD).isBefore(start))
                .orElse(false);
    }
}
