package dev.hearth.dataplane.placement;

import java.util.List;
import java.util.Optional;

/**
 * The first worker with room, in the order in which they joined; else the first where evictions make it. What other
 * placements are compared with.
 */
public final class FirstFitPlacement implements Placement {
    @Override
    public Optional<Plan> plan(FleetView fleet, Demand demand) {
        int neededMb = FleetView.roundedUp(demand.expectedMemory());
        for (WorkerEntry worker : fleet.workers()) {
            if (worker.takesSandboxes() && worker.freeMb() >= neededMb) {
                return Optional.of(new Plan(worker.id, List.of()));
            }
        }
        for (WorkerEntry worker : fleet.workers()) {
            if (worker.takesSandboxes()) {
                List<SandboxEntry> evictions = Evictions.choose(worker, neededMb);
                if (!evictions.isEmpty()) {
                    return Optional.of(new Plan(
                            worker.id,
                            evictions.stream().map(sandbox -> sandbox.id).toList()));
                }
            }
        }
        return Optional.empty();
    }
}
