package dev.hearth.dataplane.runtimeapi;

import dev.hearth.model.Invocation;
import java.time.Instant;

/** The reply to a call of the runtime. */
sealed interface Reply {
    /** The event was accepted. */
    record Accepted() implements Reply {}

    /** There is no such invocation, or it has ended. */
    record UnknownId() implements Reply {}

    /** The event is not allowed in this state. */
    record Refused(RuntimeState from) implements Reply {}

    /**
     * An invocation to run.
     *
     * @param number counts deliveries, for {@link Session#undelivered}
     */
    record Delivery(Invocation invocation, Instant deadline, long number) implements Reply {}
}
