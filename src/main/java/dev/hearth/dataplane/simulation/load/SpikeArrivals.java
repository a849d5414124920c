package dev.hearth.dataplane.simulation.load;

/** Nothing, and then hundreds of calls within moments, once in each period. */
final class SpikeArrivals implements Arrivals {
    private final Spikes spikes;
    private final long endNanos;
    private final SeededRandom random;
    private long beginNanos;
    private long periods;
    private int left;
    private double nanos;

    /**
     * The form of spikes.
     *
     * @param calls in one
     * @param widthNanos how long one takes
     * @param periodNanos in which there is one, at any time of it
     */
    record Spikes(int calls, long widthNanos, long periodNanos) {}

    SpikeArrivals(Spikes spikes, long endNanos, SeededRandom random) {
        this.spikes = spikes;
        this.endNanos = endNanos;
        this.random = random;
    }

    @Override
    public long next() {
        if (left == 0) {
            beginNanos = periods * spikes.periodNanos() + random.between(0, spikes.periodNanos() - spikes.widthNanos());
            periods++;
            left = spikes.calls();
            nanos = beginNanos;
        }
        // the least of as many numbers between now and the spike's end as calls are left
        double rest = beginNanos + spikes.widthNanos() - nanos;
        nanos += rest * (1 - StrictMath.exp(-random.exponential() / left));
        left--;
        return nanos >= endNanos ? END : (long) nanos;
    }
}
