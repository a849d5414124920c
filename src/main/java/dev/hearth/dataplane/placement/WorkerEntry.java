package dev.hearth.dataplane.placement;

import dev.hearth.model.WorkerId;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;

/** What the view knows of one worker. */
final class WorkerEntry {
    final WorkerId id;
    final String zone;
    final int memoryMb;
    final int cpuMillis;
    final Set<SandboxEntry> sandboxes = new LinkedHashSet<>();
    final Set<String> storedCode = new HashSet<>();
    boolean draining;
    boolean silent;
    int assignedMb;

    /** What it said that it uses beyond what was assigned at that time. */
    int surplusMb;

    int busyCpuMillis;

    WorkerEntry(WorkerId id, String zone, int memoryMb, int cpuMillis) {
        this.id = id;
        this.zone = zone;
        this.memoryMb = memoryMb;
        this.cpuMillis = cpuMillis;
    }

    boolean takesSandboxes() {
        return !draining && !silent;
    }

    int freeMb() {
        return memoryMb - assignedMb - surplusMb;
    }
}
