package dev.hearth.dataplane.async;

import dev.hearth.model.AccountId;

/**
 * The queue of one function's events.
 *
 * @param function the function's identity, not its name: one that is made under the name of a deleted one has a queue
 *     of its own
 */
public record QueueId(AccountId account, String function) implements Comparable<QueueId> {
    @Override
    public int compareTo(QueueId other) {
        int accounts = account.value().compareTo(other.account.value());
        return accounts != 0 ? accounts : function.compareTo(other.function);
    }
}
