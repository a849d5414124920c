package dev.hearth.dataplane.simulation.load;

/** The memory that functions use, and the memory that they are configured with. */
final class Memory {
    /** The ratio of configured to used memory before it is rounded up to a usual size. */
    private static final double MARGIN = 1.5;

    private static final int[] USUAL_SIZES_MB = {128, 256, 512, 1_024, 1_536, 2_048, 3_008, 4_096, 6_144, 8_192, 10_240
    };

    /**
     * The Burr distribution that "Serverless in the Wild" (ATC'20), section 3.5, fits to the average of an application.
     */
    private static final double BURR_C = 11.652;

    private static final double BURR_K = 0.221;
    private static final double BURR_SCALE_MB = 107.083;

    private Memory() {}

    /** Draws the mean memory use of one function's sandboxes. */
    static int drawUsedMb(SeededRandom random) {
        double above = 1 - random.fraction();
        double value = BURR_SCALE_MB * StrictMath.pow(StrictMath.pow(above, -1 / BURR_K) - 1, 1 / BURR_C);
        return usableMb(value);
    }

    static int usableMb(double value) {
        return (int) Math.max(1, Math.min(Limits.MOST_MEMORY_MB, Math.round(value)));
    }

    /** The configured memory of a function that uses so much. */
    static int limitMb(int usedMb) {
        for (int size : USUAL_SIZES_MB) {
            if (size >= usedMb * MARGIN) {
                return size;
            }
        }
        return Limits.MOST_MEMORY_MB;
    }
}
