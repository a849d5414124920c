package dev.hearth.dataplane.simulation.load;

/**
 * Calls that come in groups with pauses between them, as of a user who is there for a while: the gaps between calls
 * vary
 * more than those of a Poisson process.
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
     * @param calls in a group, on average
     * @param gapNanos between two of a group, on average
     */
    record Groups(double calls, double gapNanos) {}

    /**
     * @param meanGapNanos between any two calls, on average over a day
     */
    BurstyArrivals(double meanGapNanos, Groups groups, Rhythm rhythm, long endNanos, SeededRandom random) {
        this.gapNanos = Math.min(groups.gapNanos(), meanGapNanos);
        // a group and the pause before it take as long as its calls would at the mean gap
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
