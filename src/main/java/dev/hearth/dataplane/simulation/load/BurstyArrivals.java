package dev.hearth.dataplane.simulation.load;

/**
 * Calls in groups with pauses between them, like those of a user who works for a while. The gaps between calls vary
 * more than in a Poisson process.
 */
final class BurstyArrivals implements Arrivals {
    private final double gapNanos;
    private final double pauseNanos;
    private final double going;
    private final Rhythm rhythm;
    private final long endNanos;
    private final SeededRandom random;
    private double nanos;
    private boolean within;

    /**
     * The sizes of groups.
     *
     * @param calls the mean number of calls in a group
     * @param gapNanos the mean gap between two calls of a group
     */
    record Groups(double calls, double gapNanos) {}

    /** @param meanGapNanos the mean gap between calls over a day */
    BurstyArrivals(double meanGapNanos, Groups groups, Rhythm rhythm, long endNanos, SeededRandom random) {
        this.gapNanos = Math.min(groups.gapNanos(), meanGapNanos);
        // a group with the pause before it takes as long as its calls would with the mean gap
        double pause = groups.calls() * meanGapNanos - (groups.calls() - 1) * gapNanos;
        this.pauseNanos = pause / rhythm.greatest();
        this.going = 1 - 1 / groups.calls();
        this.rhythm = rhythm;
        this.endNanos = endNanos;
        this.random = random;
    }

    @Override
    public long next() {
        if (within && random.chance(going)) {
            nanos += random.exponential() * gapNanos;
            return nanos >= endNanos ? END : (long) nanos;
        }
        do {
            nanos += random.exponential() * pauseNanos;
            if (nanos >= endNanos) {
                return END;
            }
        } while (!rhythm.keeps((long) nanos, random));
        within = true;
        return (long) nanos;
    }
}
