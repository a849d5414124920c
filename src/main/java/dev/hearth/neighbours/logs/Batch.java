package dev.hearth.neighbours.logs;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Events that come together, by the rules of {@code PutLogEvents} in the
 * <a href="https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/">API reference</a>.
 *
 * @param events those that are taken
 */
record Batch(List<NewEvent> events, Rejected rejected) {
    Batch {
        events = List.copyOf(events);
    }

    /**
     * Refuses what is no batch.
     *
     * @return how many bytes its messages have
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

    /** What of a batch, which is in the order of time, is taken now by a group that keeps events so long. */
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
