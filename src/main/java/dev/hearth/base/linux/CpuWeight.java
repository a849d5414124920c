package dev.hearth.base.linux;

/**
 * The weight of a cgroup against its siblings when processor time is short, in processors' worth of ordinary tasks.
 *
 * <p>The kernel's weight of an ordinary task or cgroup is 1024 in version 1 and 100 in version 2.
 */
final class CpuWeight {
    private static final double ORDINARY_1 = 1_024;
    private static final double ORDINARY_2 = 100;

    /** The bounds of the kernel. Values outside of them are refused or clipped. */
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

    /** The weight of all sandboxes together: that of one ordinary task on each processor. */
    static double ofAll() {
        return Runtime.getRuntime().availableProcessors();
    }
}
