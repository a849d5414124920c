package dev.hearth.dataplane.runtimeapi;

import dev.hearth.model.Invocation;
import java.time.Instant;

/** The result of a call of the runtime. */
sealed interface Reply {
    /** The call was accepted. */
    record Accepted() implements Reply {}

    /** No invocation with this id is waiting for an answer. */
    record UnknownId() implements Reply {}

    /** The call is not allowed in this state. */
    record Refused(RuntimeState from) implements Reply {}

    /**
     * An invocation to run.
     *
     * @param number counts deliveries, for {@link Session#undelivered}
     */
    record Delivery(Invocation invocation, Instant deadline, long number) implements Reply {}
}
