package dev.hearth.dataplane.simulation;

/**
 * A histogram of values with a relative error below one percent. Each power of two is divided into {@value #STEPS}
 * steps, so that its size does not depend on the values.
 */
final class Histogram {
    private static final int STEP_BITS = 7;
    private static final int STEPS = 1 << STEP_BITS;

    private final long[] counts = new long[(Long.SIZE - STEP_BITS) * STEPS];
    private long count;
    private long greatest;
    private double sum;

    /** Adds a value, which is not negative. */
    void add(long value) {
        counts[place(value)]++;
        count++;
        sum += value;
        greatest = Math.max(greatest, value);
    }

    private static int place(long value) {
        if (value < STEPS) {
            return (int) value;
        }
        int shift = Long.SIZE - 1 - Long.numberOfLeadingZeros(value) - STEP_BITS;
        return (shift + 1) * STEPS + (int) (value >>> shift) - STEPS;
    }

    private static long least(int place) {
        if (place < STEPS) {
            return place;
        }
        int shift = place / STEPS - 1;
        return (long) (STEPS + place % STEPS) << shift;
    }

    /** A percentile; 0 if there are no values. */
    long percentile(double percent) {
        long wanted = Math.max(1, (long) StrictMath.ceil(count * percent / 100));
        long seen = 0;
        for (int place = 0; place < counts.length && count > 0; place++) {
            seen += counts[place];
            if (seen >= wanted) {
                return Math.min(greatest, least(place + 1) - 1);
            }
        }
        return 0;
    }

    long count() {
        return count;
    }

    long greatest() {
        return greatest;
    }

    double mean() {
        return count == 0 ? 0 : sum / count;
    }
}
