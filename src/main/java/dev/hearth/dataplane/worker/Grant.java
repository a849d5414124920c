package dev.hearth.dataplane.worker;

import dev.hearth.model.SandboxId;
import dev.hearth.model.WorkerId;

/**
 * The right to run one invocation in one sandbox. The Worker Manager grants it. The Frontend takes the payload to the
 * Worker with it, and ends it at the Worker Manager with the outcome for the sandbox.
 *
 * @param id unique among the grants of its epoch
 * @param epoch of the Worker Manager that granted it: a Worker refuses grants of earlier epochs
 * @param untilNanos when the Worker Manager asks the Worker about the grant if it has not ended, by the manager's
 *     clock; later than the function's timeout
 */
public record Grant(long id, WorkerId worker, SandboxId sandbox, long epoch, long untilNanos) {}
