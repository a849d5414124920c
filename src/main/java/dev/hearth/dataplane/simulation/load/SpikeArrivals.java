package dev.hearth.dataplane.simulation.load;

/** Spikes: hundreds of calls within moments, once in each period, and nothing between. */
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
     * @param calls the calls of one spike
     * @param widthNanos the duration of one spike
     * @param periodNanos the period; its spike is at a random time of it
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
        // the minimum of as many uniform random times in the rest of the spike as calls are left
        double rest = beginNanos + spikes.widthNanos() - nanos;
        nanos += rest * (1 - StrictMath.exp(-random.exponential() / left));
        left--;
        return nanos >= endNanos ? END : (long) nanos;
    }
}
