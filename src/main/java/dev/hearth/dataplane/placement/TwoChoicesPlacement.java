package dev.hearth.dataplane.placement;

import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * Two random choices: the emptier of two random workers (Mitzenmacher, "The Power of Two Choices in Randomized Load
 * Balancing", 2001). After some pairs without room, the next worker that has room; otherwise the next where evictions
 * make room. It exists for comparison.
 */
public final class TwoChoicesPlacement implements Placement {
    private static final int PAIRS = 8;

    private final Random random;

    public TwoChoicesPlacement(long seed) {
        this.random = new Random(seed);
    }

    @Override
    public Optional<Plan> plan(FleetView fleet, Demand demand) {
        List<WorkerEntry> workers = fleet.workers();
        int neededMb = FleetView.roundedUp(demand.expectedMemory());
        if (workers.isEmpty()) {
            return Optional.empty();
        }
        for (int i = 0; i < PAIRS; i++) {
            WorkerEntry one = workers.get(random.nextInt(workers.size()));
            WorkerEntry other = workers.get(random.nextInt(workers.size()));
            WorkerEntry emptier = fullness(other) < fullness(one) ? other : one;
            if (hasRoom(emptier, neededMb)) {
                return Optional.of(new Plan(emptier.id, List.of()));
            }
        }
        return next(fleet, neededMb, random.nextInt(workers.size()));
    }

    private static Optional<Plan> next(FleetView fleet, int neededMb, int from) {
        List<WorkerEntry> workers = fleet.workers();
        for (int i = 0; i < workers.size(); i++) {
            WorkerEntry worker = workers.get((from + i) % workers.size());
            if (hasRoom(worker, neededMb)) {
                return Optional.of(new Plan(worker.id, List.of()));
            }
        }
        double leastValue = fleet.leastValue();
        for (int i = 0; i < workers.size(); i++) {
            WorkerEntry worker = workers.get((from + i) % workers.size());
            if (worker.takesSandboxes()) {
                Optional<Evictions> evictions = Evictions.choose(worker, neededMb, leastValue);
                if (evictions.isPresent()) {
                    return evictions.map(Evictions::plan);
                }
            }
        }
        return Optional.empty();
    }

    private static boolean hasRoom(WorkerEntry worker, int neededMb) {
        return worker.takesSandboxes() && worker.freeMb() >= neededMb;
    }

    private static double fullness(WorkerEntry worker) {
        return worker.memoryMb == 0 ? 1 : 1 - (double) worker.freeMb() / worker.memoryMb;
    }
}
