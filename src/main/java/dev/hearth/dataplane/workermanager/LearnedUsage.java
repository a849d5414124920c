package dev.hearth.dataplane.workermanager;

import dev.hearth.dataplane.placement.UsageEstimate;
import dev.hearth.dataplane.worker.SandboxUsage;
import dev.hearth.model.DataSize;

/**
 * What the sandboxes of one revision are expected to use, learned from what they were measured to use. Changes are
 * guarded by the lock of the shard; any thread may read the expectation.
 */
final class LearnedUsage {
    private final UsageEstimate estimate;
    private volatile Expected expected;

    /**
     * An expectation. A new object only if something has changed.
     *
     * @param memory at most the function's limit
     * @param cpuMillis thousandths of a processor, in the mean over the life of a sandbox
     */
    record Expected(DataSize memory, int cpuMillis) {
        /** Whether placement should hear of the difference: always of memory, of processors if there is much. */
        boolean differsFrom(Expected other) {
            int difference = Math.abs(cpuMillis - other.cpuMillis);
            return !memory.equals(other.memory)
                    || difference > Math.max(Limits.CPU_DIFFERENCE, other.cpuMillis / Limits.CPU_DIFFERENCE_ONE_IN);
        }
    }

    /** What a sandbox is expected to use of whose function nothing is known. */
    static Expected unknown(DataSize limit) {
        return new LearnedUsage(limit, 1, new DataSize(0)).expected();
    }

    /** Of a function with this limit of which nothing was measured yet; a sandbox counts as at least the floor. */
    LearnedUsage(DataSize limit, double overcommit, DataSize floor) {
        this.estimate = new UsageEstimate(limit, overcommit, floor);
        this.expected = new Expected(estimate.memory(), estimate.cpuMillis());
    }

    Expected expected() {
        return expected;
    }

    /** A sandbox was measured once more. */
    void measured(SandboxUsage usage) {
        estimate.measured(usage.memoryPeak(), usage.cpuMillis());
        publish();
    }

    /** A sandbox is adopted that was measured before. */
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
