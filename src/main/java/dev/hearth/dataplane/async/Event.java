package dev.hearth.dataplane.async;

import dev.hearth.model.FunctionArn;
import dev.hearth.model.Invocation;
import java.time.Instant;
import java.util.Optional;

/**
 * An accepted asynchronous invocation. It is kept until its function has processed it, or it is given up, and until its
 * destination was told, if it has one.
 *
 * <pre>
 * from      what happens                      to         notes
 * (none)    accepted                          WAITING    on disk before the caller is told
 * WAITING   its time has come, it is claimed  RUNNING    by one process, until it ends or the claim's lease does
 * RUNNING   the process dies                  WAITING    when the lease ends, or the process's next life begins
 * RUNNING   the function answers              REPORTING  to the destination for successes; without one: (none)
 * RUNNING   the function fails                WAITING    for a minute, then two; after the last retry it is given up
 * RUNNING   throttled, or the platform fails  WAITING    1 s, 2 s, … 5 min, until it is too old
 * RUNNING   too old, or given up              REPORTING  to the destination for failures; without one: (none)
 * RUNNING   the function is gone, or a loop   REPORTING  the same
 * REPORTING the destination was told          (none)
 * REPORTING it is throttled                   REPORTING  1 s, 2 s, … 5 min later, for some hours; durable from then on
 * any       its function is deleted           (none)     unless it runs: then it ends as if nothing had happened
 * </pre>
 *
 * @param name in the store: in the order of acceptance
 * @param errors how often the function has failed
 * @param refusals how often in a row it could not be run, or its destination could not be told
 * @param due when it is tried next
 * @param report of an event that has ended, and whose destination could not be told yet
 */
public record Event(
        Invocation invocation,
        String name,
        Instant accepted,
        int errors,
        int refusals,
        Instant due,
        Optional<PendingDelivery> report) {
    Event afterError(Instant next) {
        return new Event(invocation, name, accepted, errors + 1, 0, next, report);
    }

    Event afterRefusal(Instant next) {
        return new Event(invocation, name, accepted, errors, refusals + 1, next, report);
    }

    /** A copy that is due later, without an attempt. */
    Event at(Instant next) {
        return new Event(invocation, name, accepted, errors, refusals, next, report);
    }

    /** A copy for an event that has ended, with the record for its destination. */
    Event reporting(PendingDelivery pending, byte[] record) {
        return new Event(invocation.withPayload(record), name, accepted, errors, 0, due, Optional.of(pending));
    }

    FunctionArn function() {
        return invocation.invokedArn();
    }
}
