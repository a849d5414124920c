package dev.hearth.dataplane.simulation.load;

/** Independent calls: a Poisson process, thinned out by the time of day. */
final class PoissonArrivals implements Arrivals {
    private final double gapNanos;
    private final Rhythm rhythm;
    private final long endNanos;
    private final SeededRandom random;
    private double nanos;

    /** @param meanGapNanos the mean gap between calls over a day */
    PoissonArrivals(double meanGapNanos, Rhythm rhythm, long endNanos, SeededRandom random) {
        this.gapNanos = meanGapNanos / rhythm.greatest();
        this.rhythm = rhythm;
        this.endNanos = endNanos;
        this.random = random;
    }

    @Override
    public long next() {
        do {
            nanos += random.exponential() * gapNanos;
            if (nanos >= endNanos) {
                return END;
            }
        } while (!rhythm.keeps((long) nanos, random));
        return (long) nanos;
    }
}
