package dev.hearth.neighbours.logs;

import java.util.Optional;
import java.util.Set;

/**
 * A query for events of a group.
 *
 * @param streams only these streams, if there are any
 * @param streamPrefix only streams whose names begin with it; not together with {@code streams}
 * @param pattern a {@linkplain FilterPattern filter pattern}; an empty one matches all
 * @param limit the most events on a page, 1 to 10,000
 */
public record FilterQuery(
        Set<String> streams,
        Optional<String> streamPrefix,
        TimeRange range,
        String pattern,
        int limit,
        Optional<String> token) {
    public FilterQuery {
        streams = Set.copyOf(streams);
    }
}
