package dev.hearth.logs;

import java.util.Optional;
import java.util.Set;

/**
 * Which events of a group.
 *
 * @param streams only these, if there are any
 * @param streamPrefix only streams whose names begin with it; not together with {@code streams}
 * @param pattern the terms of
 *     <a href="https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html">CloudWatch's
 *     filter patterns</a> for unstructured text: all must be there, any one of those with {@code ?}, none of those with
 *     {@code -}; empty takes all
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
