package dev.hearth.neighbours.logs;

import java.util.Optional;

/**
 * A query for streams of a group, and their order.
 *
 * @param prefix what their names begin with; by name only, as CloudWatch has it
 * @param limit how many at once, 1 to 50
 */
public record StreamQuery(Optional<String> prefix, Order order, boolean descending, int limit, Optional<String> token) {
    /** The order of streams. */
    public enum Order {
        NAME,
        LAST_EVENT
    }
}
