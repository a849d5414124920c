package dev.hearth.dataplane.placement;

import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Best fit: the worker with the least room that is enough; otherwise the worker with the least room after evictions.
 * Ties are broken by id. It exists for comparison.
 */
public final class BestFitPlacement implements Placement {
    private static final Comparator<WorkerEntry> TIGHTEST =
            Comparator.comparingInt(WorkerEntry::freeMb).thenComparing(worker -> worker.id.value());
    private static final Comparator<WorkerEntry> TIGHTEST_REACH =
            Comparator.comparingInt(WorkerEntry::reachMb).thenComparing(worker -> worker.id.value());

    @Override
    public Optional<Plan> plan(FleetView fleet, Demand demand) {
        int neededMb = FleetView.roundedUp(demand.expectedMemory());
        return firsts(fleet, zone -> zone.withRoom(neededMb))
                .min(TIGHTEST)
                .map(worker -> new Plan(worker.id, List.of()))
                .or(() -> firsts(fleet, zone -> zone.withinReach(neededMb))
                        .min(TIGHTEST_REACH)
                        .flatMap(worker -> Evictions.choose(worker, neededMb, fleet.leastValue()))
                        .map(Evictions::plan));
    }

    private static Stream<WorkerEntry> firsts(FleetView fleet, Function<Zone, Iterator<WorkerEntry>> order) {
        return fleet.zones().stream().map(order).filter(Iterator::hasNext).map(Iterator::next);
    }
}
