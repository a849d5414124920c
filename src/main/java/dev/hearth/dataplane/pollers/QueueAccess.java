package dev.hearth.dataplane.pollers;

import dev.hearth.model.QueueMapping;

/** Whether the role of a mapping's function lets it be given a queue's messages. */
@FunctionalInterface
public interface QueueAccess {
    /**
     * Whether the role may do something with the mapping's queue.
     *
     * @param action the operation's name, such as {@code ReceiveMessage}
     */
    boolean allows(QueueMapping mapping, String action);
}
