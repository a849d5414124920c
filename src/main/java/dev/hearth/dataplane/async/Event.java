package dev.hearth.dataplane.async;

import dev.hearth.model.FunctionArn;
import dev.hearth.model.Invocation;
import java.time.Instant;

/**
 * An accepted asynchronous invocation. It is kept until its function has processed it, or it is given up.
 *
 * <pre>
 * from      event                             to        notes
 * (none)    accepted                          WAITING   on disk before the caller is told
 * WAITING   its time has come                 RUNNING   in memory only: a restart finds it WAITING and runs it again
 * RUNNING   the function answers              (none)    and the destination for successes is told
 * RUNNING   the function fails                WAITING   for a minute, then two; after the last retry it is given up
 * RUNNING   throttled, or the platform fails  WAITING   1 s, 2 s, … 5 min, until it is too old
 * WAITING   too old                           (none)    given up: the destination for failures is told
 * any       its function is deleted           (none)
 * </pre>
 *
 * @param name in the store
 * @param errors how often the function has failed
 * @param refusals how often in a row it could not be run
 * @param due when it is tried next
 */
record Event(Invocation invocation, String name, Instant accepted, int errors, int refusals, Instant due) {
    Event afterError(Instant next) {
        return new Event(invocation, name, accepted, errors + 1, 0, next);
    }

    Event afterRefusal(Instant next) {
        return new Event(invocation, name, accepted, errors, refusals + 1, next);
    }

    /** Later, without having been tried. */
    Event at(Instant next) {
        return new Event(invocation, name, accepted, errors, refusals, next);
    }

    FunctionArn function() {
        return invocation.invokedArn();
    }
}
