package dev.hearth.dataplane.placement;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Idle sandboxes of one worker that are evicted for a new one. None of them is needless.
 *
 * @param loss the value of their memory together, relative to the least value in the fleet
 */
record Evictions(List<SandboxEntry> sandboxes, double loss) {
    /**
     * Those of a worker that make room with at most twice the least loss possible; empty if all of its idle ones
     * together would not. The worker has no room without.
     *
     * <p>The least loss is a knapsack problem. This is the greedy way for it with a proven bound (Csirik, Frenk, Labbé
     * and Zhang, "Heuristics for the 0-1 min-knapsack problem", 1991): sandboxes are taken in the order of their value.
     * One that would complete the room is weighed, together with those taken before it, as one possible answer, and is
     * then left out, so that the smaller ones behind it have their turn. The cheapest answer wins.
     */
    static Optional<Evictions> choose(WorkerEntry worker, int neededMb, double leastValue) {
        if (neededMb > worker.reachMb()) {
            return Optional.empty();
        }
        List<SandboxEntry> taken = new ArrayList<>();
        int missingMb = neededMb - worker.freeMb();
        double lossOfTaken = 0;
        int answerTakes = 0;
        @Nullable SandboxEntry answerCompletes = null;
        double loss = Double.POSITIVE_INFINITY;
        for (SandboxEntry sandbox : worker.evictable()) {
            if (lossOfTaken + (sandbox.value - leastValue) * missingMb >= loss) {
                break; // all later ones cost at least as much for each mebibyte
            }
            double with = lossOfTaken + (sandbox.value - leastValue) * sandbox.memoryMb;
            if (sandbox.memoryMb < missingMb) {
                taken.add(sandbox);
                missingMb -= sandbox.memoryMb;
                lossOfTaken = with;
            } else if (with < loss) {
                answerTakes = taken.size();
                answerCompletes = sandbox;
                loss = with;
            }
        }
        List<SandboxEntry> answer = new ArrayList<>(taken.subList(0, answerTakes));
        if (answerCompletes != null) {
            answer.add(answerCompletes);
        }
        return Optional.of(withoutNeedless(answer, neededMb - worker.freeMb(), leastValue));
    }

    /** Removes needless ones, those of the greatest value first. */
    private static Evictions withoutNeedless(List<SandboxEntry> sandboxes, int missingMb, double leastValue) {
        int spareMb = -missingMb;
        for (SandboxEntry sandbox : sandboxes) {
            spareMb += sandbox.memoryMb;
        }
        double loss = 0;
        for (int i = sandboxes.size() - 1; i >= 0; i--) {
            SandboxEntry sandbox = sandboxes.get(i);
            if (sandbox.memoryMb <= spareMb) {
                sandboxes.remove(i);
                spareMb -= sandbox.memoryMb;
            } else {
                loss += (sandbox.value - leastValue) * sandbox.memoryMb;
            }
        }
        return new Evictions(sandboxes, loss);
    }

    WorkerEntry worker() {
        return sandboxes.getFirst().worker;
    }

    Plan plan() {
        return new Plan(
                worker().id, sandboxes.stream().map(sandbox -> sandbox.id).toList());
    }
}
