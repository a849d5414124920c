package dev.hearth.base.linux;

/**
 * How much processor time a cgroup gets where there is not enough for all, against its siblings: so many processors'
 * worth of ordinary tasks.
 *
 * <p>The kernel's measure for an ordinary task or cgroup is 1024 in version 1 and 100 in version 2.
 */
final class CpuWeight {
    private static final double ORDINARY_1 = 1_024;
    private static final double ORDINARY_2 = 100;

    /** What the kernel takes; it refuses or clips anything else. */
    private static final long LEAST_1 = 2;

    private static final long MOST_1 = 262_144;
    private static final long LEAST_2 = 1;
    private static final long MOST_2 = 10_000;

    private CpuWeight() {}

    /** For {@code cpu.shares} of version 1. */
    static String shares(double processors) {
        return Long.toString(Math.clamp(Math.round(processors * ORDINARY_1), LEAST_1, MOST_1));
    }

    /** For {@code cpu.weight} of version 2. */
    static String weight(double processors) {
        return Long.toString(Math.clamp(Math.round(processors * ORDINARY_2), LEAST_2, MOST_2));
    }

    /** What all sandboxes together weigh: as much as if each processor had one ordinary task, and that were theirs. */
    static double ofAll() {
        return Runtime.getRuntime().availableProcessors();
    }
}
