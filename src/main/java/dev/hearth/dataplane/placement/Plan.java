package dev.hearth.dataplane.placement;

import dev.hearth.model.SandboxId;
import dev.hearth.model.WorkerId;
import java.util.List;

/**
 * The worker of a new sandbox.
 *
 * @param evictions idle sandboxes of the worker that are removed first, none of them needless; usually none
 */
public record Plan(WorkerId worker, List<SandboxId> evictions) {
    public Plan {
        evictions = List.copyOf(evictions);
    }
}
