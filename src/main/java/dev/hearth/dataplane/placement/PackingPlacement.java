package dev.hearth.dataplane.placement;

import dev.hearth.model.DataSize;
import dev.hearth.model.WorkerId;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Fills workers one after the other, and among those about equally full spreads over zones.
 *
 * <p>Packing keeps whole workers empty, which can then be drained or switched off, and leaves large gaps for large
 * sandboxes. How full a worker is counts in steps of a {@value #STEPS}th, since a finer comparison would always decide
 * and no two zones ever be weighed against each other.
 */
public final class PackingPlacement implements WorkerChoice {
    private static final int STEPS = 16;

    @Override
    public Optional<WorkerId> choose(List<WorkerView> fleet, DataSize demand) {
        Map<String, Integer> sandboxesByZone = new HashMap<>();
        for (WorkerView worker : fleet) {
            sandboxesByZone.merge(worker.zone(), worker.sandboxes(), Integer::sum);
        }
        return fleet.stream()
                .filter(worker -> !worker.draining() && free(worker) >= demand.bytes())
                .min(Comparator.comparingLong(PackingPlacement::freeSteps)
                        .thenComparingInt(worker -> sandboxesByZone.getOrDefault(worker.zone(), 0))
                        .thenComparingInt(WorkerView::sandboxes)
                        .thenComparing(worker -> worker.id().value()))
                .map(WorkerView::id);
    }

    private static long free(WorkerView worker) {
        return worker.memory().bytes() - worker.assigned().bytes();
    }

    private static long freeSteps(WorkerView worker) {
        return worker.memory().bytes() == 0
                ? 0
                : Math.multiplyExact(free(worker), (long) STEPS)
                        / worker.memory().bytes();
    }
}
