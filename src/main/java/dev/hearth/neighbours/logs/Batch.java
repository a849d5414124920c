package dev.hearth.neighbours.logs;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A batch of events, by the rules of {@code PutLogEvents} in the <a
 * href="https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/">API reference</a>.
 *
 * @param events the accepted events
 */
record Batch(List<NewEvent> events, Rejected rejected) {
    Batch {
        events = List.copyOf(events);
    }

    /**
     * Refuses an invalid batch.
     *
     * @return the size of its messages in bytes
     */
    static int check(List<NewEvent> events) {
        if (events.isEmpty() || events.size() > Limits.PUT_EVENTS) {
            throw LogErrors.invalid(
                    "1 validation error detected: Value at 'logEvents' failed to satisfy constraint: Member must"
                            + " have length between 1 and " + Limits.PUT_EVENTS);
        }
        int size = 0;
        Instant before = events.getFirst().timestamp();
        for (NewEvent event : events) {
            if (event.message().isEmpty()) {
                throw LogErrors.invalid(
                        "1 validation error detected: Value '' at 'logEvents.member.message' failed to satisfy"
                                + " constraint: Member must have length greater than or equal to 1");
            }
            if (event.timestamp().isBefore(before)) {
                throw LogErrors.invalid("Log events in a single PutLogEvents request must be in chronological order.");
            }
            before = event.timestamp();
            size += event.message().getBytes(StandardCharsets.UTF_8).length + Limits.EVENT_EXTRA_BYTES;
        }
        if (size > Limits.PUT_BYTES) {
            throw LogErrors.invalid("Upload too large: " + size + " bytes exceeds limit of " + Limits.PUT_BYTES);
        }
        return size;
    }

    /** The events of a time-ordered batch that are accepted now by a group with this retention. */
    static Batch at(Instant now, GroupSettings settings, List<NewEvent> events) {
        Instant newest = now.plus(Limits.AHEAD);
        int tooOld = countBefore(events, now.minus(Limits.LATE));
        int expired = Retention.start(settings, now)
                .map(start -> countBefore(events, start))
                .orElse(0);
        int until = countBefore(events, newest.plusMillis(1));
        int from = Math.min(Math.max(tooOld, expired), until);
        return new Batch(
                events.subList(from, until),
                new Rejected(
                        until < events.size() ? Optional.of(until) : Optional.empty(),
                        tooOld > 0 ? Optional.of(tooOld) : Optional.empty(),
                        expired > 0 ? Optional.of(expired) : Optional.empty()));
    }

    private static int countBefore(List<NewEvent> events, Instant instant) {
        return (int) events.stream()
                .takeWhile(event -> event.timestamp().isBefore(instant))
                .count();
    }
}
