package dev.hearth.dataplane.placement;

import dev.hearth.model.SandboxId;
import org.jspecify.annotations.Nullable;

/** What the view knows of one sandbox. */
final class SandboxEntry implements Comparable<SandboxEntry> {
    final SandboxId id;
    final FunctionEntry function;
    final CodeEntry[] code;
    final WorkerEntry worker;
    final int memoryMb;
    final int cpuMillis;
    final boolean provisioned;

    /** How much of its memory is still held by sandboxes that are evicted for it, and counted as theirs. */
    int coveredMb;

    /** What it is evicted for. */
    @Nullable
    SandboxEntry evictedFor;

    /** Its place among those of its worker. */
    int position;

    boolean idle;

    /** What keeping each mebibyte of it is worth while it is idle. */
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

    /** The least value first. */
    @Override
    public int compareTo(SandboxEntry other) {
        int byValue = Double.compare(value, other.value);
        return byValue != 0 ? byValue : id.value().compareTo(other.id.value());
    }
}
