package dev.hearth.dataplane.simulation.load;

/** Calls of a timer or a sensor: one in each period, with a small delay. */
final class PeriodicArrivals implements Arrivals {
    private final long periodNanos;
    private final double jitterNanos;
    private final long endNanos;
    private final SeededRandom random;
    private long due;
    private long last;

    /**
     * @param firstNanos the time at which the first is due
     * @param jitterNanos the mean delay of a call
     */
    PeriodicArrivals(long firstNanos, long periodNanos, double jitterNanos, long endNanos, SeededRandom random) {
        if (periodNanos < 1) {
            throw new IllegalArgumentException("no period: " + periodNanos);
        }
        this.due = firstNanos;
        this.periodNanos = periodNanos;
        this.jitterNanos = jitterNanos;
        this.endNanos = endNanos;
        this.random = random;
    }

    @Override
    public long next() {
        long nanos = Math.max(last, due + (long) (random.exponential() * jitterNanos));
        if (nanos >= endNanos) {
            return END;
        }
        due += periodNanos;
        last = nanos;
        return nanos;
    }
}
