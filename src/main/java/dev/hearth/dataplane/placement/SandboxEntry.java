package dev.hearth.dataplane.placement;

import dev.hearth.model.FunctionArn;
import dev.hearth.model.SandboxId;

/** What the view knows of one sandbox. */
final class SandboxEntry {
    final SandboxId id;
    final FunctionArn function;
    final WorkerEntry worker;
    final int memoryMb;
    final int cpuMillis;
    final boolean provisioned;
    boolean idle;

    /** What keeping it is worth while it is idle. */
    double value;

    SandboxEntry(SandboxId id, WorkerEntry worker, Demand demand) {
        this.id = id;
        this.function = demand.function();
        this.worker = worker;
        this.memoryMb = FleetView.roundedUp(demand.expectedMemory());
        this.cpuMillis = demand.expectedCpuMillis();
        this.provisioned = demand.provisioned();
    }

    boolean evictable() {
        return idle && !provisioned;
    }
}
