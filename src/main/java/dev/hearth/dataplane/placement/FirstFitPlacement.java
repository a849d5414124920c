package dev.hearth.dataplane.placement;

import java.util.List;
import java.util.Optional;

/**
 * First fit: the first worker with room, in the order in which they joined; otherwise the first one where evictions
 * make room. It reads all workers and exists for comparison.
 */
public final class FirstFitPlacement implements Placement {
    @Override
    public Optional<Plan> plan(FleetView fleet, Demand demand) {
        int neededMb = FleetView.roundedUp(demand.expectedMemory());
        double leastValue = fleet.leastValue();
        for (WorkerEntry worker : fleet.workers()) {
            if (worker.takesSandboxes() && worker.freeMb() >= neededMb) {
                return Optional.of(new Plan(worker.id, List.of()));
            }
        }
        return fleet.workers().stream()
                .filter(WorkerEntry::takesSandboxes)
                .flatMap(worker -> Evictions.choose(worker, neededMb, leastValue).stream())
                .findFirst()
                .map(Evictions::plan);
    }
}
