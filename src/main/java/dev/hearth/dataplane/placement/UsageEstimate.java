package dev.hearth.dataplane.placement;

import dev.hearth.model.DataSize;
import dev.hearth.model.Quotas;
import java.util.OptionalInt;

/**
 * What a function's sandboxes are expected to use, learned from what they were measured to use. Some 80 bytes, whatever
 * it has seen. Used by one thread at a time.
 *
 * <p>Memory: a histogram of peaks in {@value #STEPS} steps of the limit. The estimate is the upper edge of the step
 * that {@value #PERCENT} % of the peaks do not exceed, and at least the limit divided by the overcommit: without
 * overcommit it is the limit. All counts are halved when one is full, so that old measures fade. Before {@link
 * Limits#MEASURES_BEFORE_TRUST} measures the estimate is the limit.
 *
 * <p>Processors: the moving average of what was used. Before the first measure it is a part of what the memory buys.
 */
public final class UsageEstimate {
    private static final int STEPS = 16;
    private static final int PERCENT = 95;

    /** The weight of a new measure in the moving average, as one over. */
    private static final int CPU_SMOOTHING = 16;

    private final DataSize limit;
    private final DataSize least;
    private final short[] peaks = new short[STEPS];
    private int measures;
    private int cpuMillis;
    private boolean cpuIsMeasured;

    /**
     * Of a function of which nothing was measured yet.
     *
     * @param limit the memory that a sandbox may use
     * @param overcommit how many times the memory of Workers the limits of sandboxes may add up to; 1: not more than
     *     there is
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

    /** Thousandths of a processor that a sandbox is expected to use of whose function nothing was measured. */
    private static int unknownCpuMillis(DataSize limit) {
        return Math.toIntExact(
                limit.toMebibytes() * 1000 / Quotas.MEBIBYTES_PER_PROCESSOR / Limits.UNKNOWN_USES_ONE_IN);
    }

    /**
     * An invocation was measured.
     *
     * @param peak the most memory that its sandbox used
     * @param cpu thousandths of a processor that it used in the mean, since the end of the one before; empty if that is
     *     not known
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
     * A sandbox is heard of that was measured so many times before. Its peak grew until the last measure, so that it
     * counts as high as possible for each of them; but only for as many as it takes to be trusted.
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
