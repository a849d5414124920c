package dev.hearth.dataplane.worker;

import dev.hearth.model.SandboxId;
import dev.hearth.model.WorkerId;

/**
 * The right to run one invocation in one sandbox. The Worker Manager gives it, the Frontend takes the payload to the
 * Worker with it, and ends it at the Worker Manager with how the sandbox was left.
 *
 * @param id unique among the grants of its epoch
 * @param epoch the life of the Worker Manager that gave it: a Worker refuses grants of an epoch that is over
 * @param untilNanos when the Worker Manager asks the Worker about it if it has not ended, by the manager's clock. This
 *     is later than the function's timeout can be
 */
public record Grant(long id, WorkerId worker, SandboxId sandbox, long epoch, long untilNanos) {}
