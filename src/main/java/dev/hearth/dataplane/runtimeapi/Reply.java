package dev.hearth.dataplane.runtimeapi;

import dev.hearth.model.Invocation;
import java.time.Instant;

/** What the runtime's call came to. */
sealed interface Reply {
    /** The event was in order. */
    record Accepted() implements Reply {}

    /** There is no such invocation, or no longer. */
    record UnknownId() implements Reply {}

    /** The event does not fit the state. */
    record Refused(RuntimeState from) implements Reply {}

    /**
     * An invocation to run.
     *
     * @param number counts deliveries, for {@link Session#undelivered}
     */
    record Delivery(Invocation invocation, Instant deadline, long number) implements Reply {}
}
