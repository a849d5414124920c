package dev.hearth.dataplane.placement;

import dev.hearth.model.SandboxId;
import org.jspecify.annotations.Nullable;

/** The state of one sandbox. */
final class SandboxEntry implements Comparable<SandboxEntry> {
    final SandboxId id;
    final FunctionEntry function;
    final CodeEntry[] code;
    final WorkerEntry worker;
    int memoryMb;
    int cpuMillis;
    final boolean provisioned;

    /** The part of its memory that sandboxes evicted for it still hold, and that is counted as theirs. */
    int coveredMb;

    /** The sandbox for which it is evicted. */
    @Nullable
    SandboxEntry evictedFor;

    /** Its index among the sandboxes of its worker. */
    int position;

    boolean idle;

    /** The value of keeping one mebibyte of it while it is idle. */
    double value;

    SandboxEntry(SandboxId id, WorkerEntry worker, FunctionEntry function, CodeEntry[] code, Demand demand) {
        this.id = id;
        this.worker = worker;
        this.function = function;
        this.code = code;
        this.memoryMb = FleetView.roundedUp(demand.expectedMemory());
        this.cpuMillis = demand.expectedCpuMillis();
        this.provisioned = demand.provisioned();
    }

    /** Whether its eviction would make room. */
    boolean evictable() {
        return idle && !provisioned && memoryMb > 0;
    }

    /** Orders by value, the least first. */
    @Override
    public int compareTo(SandboxEntry other) {
        int byValue = Double.compare(value, other.value);
        return byValue != 0 ? byValue : id.value().compareTo(other.id.value());
    }
}
