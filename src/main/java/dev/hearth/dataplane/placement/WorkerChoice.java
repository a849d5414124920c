package dev.hearth.dataplane.placement;

import dev.hearth.model.DataSize;
import dev.hearth.model.WorkerId;
import java.util.List;
import java.util.Optional;

/** Decides which worker gets a new sandbox, over a list of all workers: what {@link Placement} takes the place of. */
public interface WorkerChoice {
    /**
     * The worker to make it on; empty if none has room.
     *
     * @param fleet in any order: it does not matter
     * @param demand the memory limit of the new sandbox
     */
    Optional<WorkerId> choose(List<WorkerView> fleet, DataSize demand);
}
