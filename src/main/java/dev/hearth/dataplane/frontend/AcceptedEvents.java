package dev.hearth.dataplane.frontend;

import dev.hearth.model.Invocation;

/** Takes asynchronous invocations in. */
@FunctionalInterface
public interface AcceptedEvents {
    /**
     * Keeps it until its function has processed it, or it is given up. When this returns it is durable.
     *
     * @param function the identity of the function: it is not run by a later one of the same name
     */
    void accept(Invocation invocation, String function);
}
