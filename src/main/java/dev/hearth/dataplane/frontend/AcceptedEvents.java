package dev.hearth.dataplane.frontend;

import dev.hearth.model.Invocation;

/** Accepts asynchronous invocations. */
@FunctionalInterface
public interface AcceptedEvents {
    /**
     * Stores an event until its function has processed it, or it is dropped. It is durable when this returns.
     *
     * @param function the identity of the function; a later function of the same name does not run the event
     */
    void accept(Invocation invocation, String function);
}
