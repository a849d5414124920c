package dev.hearth.neighbours.logs;

import java.util.Optional;
import java.util.Set;

/**
 * Which events of a group.
 *
 * @param streams only these, if there are any
 * @param streamPrefix only streams whose names begin with it; not together with {@code streams}
 * @param pattern a {@linkplain FilterPattern filter pattern}; empty takes all
 * @param limit how many at once, 1 to 10,000
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
