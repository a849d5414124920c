package dev.hearth.dataplane.placement;

import dev.hearth.model.DataSize;
import dev.hearth.model.Quotas;
import java.util.OptionalInt;

/**
 * The expected usage of a function's sandboxes, learned from measurements. It takes some 80 bytes. Used by one thread
 * at a time.
 *
 * <p>Memory: a histogram of peaks in {@value #STEPS} steps of the limit. The estimate is the upper edge of the step at
 * the {@value #PERCENT}th percentile, and at least the limit divided by the overcommit: without overcommit it is the
 * limit. All counts are halved when one is full, so that old measurements lose weight. Before {@link
 * Limits#MEASURES_BEFORE_TRUST} measurements the estimate is the limit.
 *
 * <p>Processors: the moving average of use. Before the first measurement it is a fraction of the share that comes with
 * the memory.
 */
public final class UsageEstimate {
    private static final int STEPS = 16;
    private static final int PERCENT = 95;

    /** The weight of a new measurement in the moving average, as one over this. */
    private static final int CPU_SMOOTHING = 16;

    private final DataSize limit;
    private final DataSize least;
    private final short[] peaks = new short[STEPS];
    private int measures;
    private int cpuMillis;
    private boolean cpuIsMeasured;

    /**
     * The estimate for a function without measurements.
     *
     * @param limit the memory limit of a sandbox
     * @param overcommit the sum of limits may be so many times the memory of Workers; 1: no overcommit
     */
    public UsageEstimate(DataSize limit, double overcommit) {
        this(limit, overcommit, new DataSize(0));
    }

    /** The same, where each sandbox counts as at least so much, but never more than its limit. */
    public UsageEstimate(DataSize limit, double overcommit, DataSize floor) {
        if (!(overcommit >= 1)) {
            throw new IllegalArgumentException("an overcommit of " + overcommit);
        }
        this.limit = limit;
        long share = (long) Math.ceil(limit.bytes() / overcommit);
        this.least = new DataSize(Math.max(share, Math.min(floor.bytes(), limit.bytes())));
        this.cpuMillis = unknownCpuMillis(limit);
    }

    /** The expected processors, in thousandths, for a function without measurements. */
    private static int unknownCpuMillis(DataSize limit) {
        return Math.toIntExact(
                limit.toMebibytes() * 1000 / Quotas.MEBIBYTES_PER_PROCESSOR / Limits.UNKNOWN_USES_ONE_IN);
    }

    /**
     * Adds the measurement of an invocation.
     *
     * @param peak the peak memory of its sandbox
     * @param cpu the mean use of processors in thousandths since the end of the invocation before; empty if it is not
     *     known
     */
    public void measured(DataSize peak, OptionalInt cpu) {
        int step = limit.bytes() == 0
                ? STEPS - 1
                : (int) Math.min(STEPS - 1, Math.max(0, Math.multiplyExact(peak.bytes() - 1, STEPS) / limit.bytes()));
        if (peaks[step] == Short.MAX_VALUE) {
            halve();
        }
        peaks[step]++;
        if (cpu.isPresent()) {
            int used = cpu.getAsInt();
            cpuMillis = cpuIsMeasured ? cpuMillis + (used - cpuMillis) / CPU_SMOOTHING : used;
            cpuIsMeasured = true;
        }
        measures++;
    }

    /**
     * Adds earlier measurements of a sandbox. Its peak grew until the last one, so that it is counted as the upper
     * bound of each; but at most as often as makes the estimate trusted.
     */
    public void measuredBefore(DataSize peak, OptionalInt cpu, int times) {
        for (int i = 0; i < Math.min(times, Limits.MEASURES_BEFORE_TRUST); i++) {
            measured(peak, cpu);
        }
    }

    private void halve() {
        measures = 0;
        for (int i = 0; i < STEPS; i++) {
            peaks[i] = (short) (peaks[i] / 2);
            measures += peaks[i];
        }
    }

    public DataSize memory() {
        if (measures < Limits.MEASURES_BEFORE_TRUST) {
            return limit;
        }
        long wanted = Math.ceilDiv((long) measures * PERCENT, 100);
        long seen = 0;
        int step = -1;
        while (seen < wanted) {
            step++;
            seen += peaks[step];
        }
        long edge = Math.ceilDiv(limit.bytes() * (step + 1), STEPS);
        return new DataSize(Math.max(edge, least.bytes()));
    }

    public int cpuMillis() {
        return cpuMillis;
    }
}
