package dev.hearth.model;

import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;

/**
 * An event source mapping of a queue: which messages go to which function, and how.
 *
 * @param id the mapping's UUID
 * @param queue the queue's ARN
 * @param function the function's ARN, perhaps with a qualifier
 * @param batchSize the most messages of one event
 * @param window how long a batch may wait to be full, from its first message on
 * @param filters patterns, of which a message must match one; none: every message matches
 * @param reportsFailures whether the function's answer names the messages that failed
 * @param maximumConcurrency the most batches at once; empty: no limit of the mapping's own
 */
public record QueueMapping(
        String id,
        AccountId account,
        String queue,
        String function,
        int batchSize,
        Duration window,
        List<String> filters,
        boolean reportsFailures,
        OptionalInt maximumConcurrency) {
    private static final int ACCOUNT_PART = 4;

    public QueueMapping {
        filters = List.copyOf(filters);
    }

    /** The queue's account; the mapping's own if the ARN has none. */
    public AccountId owner() {
        String owner = queue.split(":", -1)[ACCOUNT_PART];
        return owner.isEmpty() ? account : new AccountId(owner);
    }
}
