package dev.hearth.dataplane.placement;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Which idle sandboxes of a worker make way for a new one. */
final class Evictions {
    private static final Comparator<SandboxEntry> LEAST_VALUE_FIRST = Comparator.<SandboxEntry>comparingDouble(
                    sandbox -> sandbox.value)
            .thenComparing(sandbox -> sandbox.id.value());

    private Evictions() {}

    /**
     * Those of least value that make room for so much; empty if all together would not. None is without need: after the
     * cheapest were taken until there is room, those that the later ones make superfluous are left, dearest first.
     */
    static List<SandboxEntry> choose(WorkerEntry worker, int neededMb) {
        List<SandboxEntry> idle = new ArrayList<>();
        for (SandboxEntry sandbox : worker.sandboxes) {
            if (sandbox.evictable() && sandbox.memoryMb > 0) {
                idle.add(sandbox);
            }
        }
        idle.sort(LEAST_VALUE_FIRST);
        List<SandboxEntry> chosen = new ArrayList<>();
        int roomMb = worker.freeMb();
        for (SandboxEntry sandbox : idle) {
            if (roomMb >= neededMb) {
                break;
            }
            chosen.add(sandbox);
            roomMb += sandbox.memoryMb;
        }
        if (roomMb < neededMb) {
            return List.of();
        }
        for (int i = chosen.size() - 1; i >= 0; i--) {
            int withoutMb = roomMb - chosen.get(i).memoryMb;
            if (withoutMb >= neededMb) {
                chosen.remove(i);
                roomMb = withoutMb;
            }
        }
        return chosen;
    }
}
