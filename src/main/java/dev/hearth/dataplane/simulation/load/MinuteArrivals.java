package dev.hearth.dataplane.simulation.load;

import java.time.Duration;

/** Calls by a trace's counts per minute, at random times within each minute. */
final class MinuteArrivals implements Arrivals {
    private static final long MINUTE_NANOS = Duration.ofMinutes(1).toNanos();

    private final MinuteCounts.Reader counts;
    private final long endNanos;
    private final SeededRandom random;
    private int left;
    private double nanos;
    private double minuteEnd;

    MinuteArrivals(MinuteCounts counts, long endNanos, SeededRandom random) {
        this.counts = counts.reader();
        this.endNanos = endNanos;
        this.random = random;
    }

    @Override
    public long next() {
        if (left == 0) {
            if (!counts.advance()) {
                return END;
            }
            nanos = (double) counts.minute() * MINUTE_NANOS;
            minuteEnd = nanos + MINUTE_NANOS;
            left = counts.count();
        }
        // the minimum of as many uniform random times in the rest of the minute as calls are left
        nanos += (minuteEnd - nanos) * (1 - StrictMath.exp(-random.exponential() / left));
        left--;
        return nanos >= endNanos ? END : (long) nanos;
    }
}
