package dev.hearth.dataplane.placement;

import dev.hearth.model.SandboxId;
import dev.hearth.model.WorkerId;
import java.util.List;

/**
 * Where a new sandbox is to be made.
 *
 * @param evictions idle sandboxes of the same worker that have to go first, none of them without need; usually none
 */
public record Plan(WorkerId worker, List<SandboxId> evictions) {
    public Plan {
        evictions = List.copyOf(evictions);
    }
}
