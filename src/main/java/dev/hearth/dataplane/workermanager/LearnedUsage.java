package dev.hearth.dataplane.workermanager;

import dev.hearth.dataplane.placement.UsageEstimate;
import dev.hearth.dataplane.worker.SandboxUsage;
import dev.hearth.model.DataSize;

/**
 * The expected usage of one revision's sandboxes, learned from measurements. Changes are guarded by the shard's lock;
 * any thread may read the expectation.
 */
final class LearnedUsage {
    private final UsageEstimate estimate;
    private volatile Expected expected;

    /**
     * An expectation. The object is replaced only if a value changes.
     *
     * @param memory at most the function's limit
     * @param cpuMillis thousandths of a processor, the mean over the life of a sandbox
     */
    record Expected(DataSize memory, int cpuMillis) {
        /** Whether placement needs the new expectation: any change of memory, and large changes of processors. */
        boolean differsFrom(Expected other) {
            int difference = Math.abs(cpuMillis - other.cpuMillis);
            return !memory.equals(other.memory)
                    || difference > Math.max(Limits.CPU_DIFFERENCE, other.cpuMillis / Limits.CPU_DIFFERENCE_ONE_IN);
        }
    }

    /** The expectation for an unknown function. */
    static Expected unknown(DataSize limit) {
        return new LearnedUsage(limit, 1, new DataSize(0)).expected();
    }

    /** The usage of a function of which nothing was measured. A sandbox counts as at least the floor. */
    LearnedUsage(DataSize limit, double overcommit, DataSize floor) {
        this.estimate = new UsageEstimate(limit, overcommit, floor);
        this.expected = new Expected(estimate.memory(), estimate.cpuMillis());
    }

    Expected expected() {
        return expected;
    }

    /** Adds a measurement. */
    void measured(SandboxUsage usage) {
        estimate.measured(usage.memoryPeak(), usage.cpuMillis());
        publish();
    }

    /** Adds the measurements of a sandbox that is adopted. */
    void adopted(SandboxUsage usage) {
        estimate.measuredBefore(usage.memoryPeak(), usage.cpuMillis(), usage.measures());
        publish();
    }

    private void publish() {
        Expected now = new Expected(estimate.memory(), estimate.cpuMillis());
        if (!now.equals(expected)) {
            expected = now;
        }
    }
}
