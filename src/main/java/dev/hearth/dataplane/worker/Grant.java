package dev.hearth.dataplane.worker;

import dev.hearth.model.SandboxId;
import dev.hearth.model.WorkerId;

/**
 * The right to run one invocation in one sandbox. The Worker Manager gives it. The Frontend sends it to the Worker with
 * the payload, and then ends it at the Worker Manager with the outcome.
 *
 * @param id unique among the grants of its epoch
 * @param epoch the life of the Worker Manager that gave it: a Worker refuses grants of an epoch that is over
 * @param untilNanos when the Worker Manager asks the Worker about it if it has not ended, by the manager's clock: later
 *     than any end by the function's timeout
 */
public record Grant(long id, WorkerId worker, SandboxId sandbox, long epoch, long untilNanos) {}
