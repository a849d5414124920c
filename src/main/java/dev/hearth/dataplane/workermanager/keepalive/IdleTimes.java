package dev.hearth.dataplane.workermanager.keepalive;

import java.util.concurrent.TimeUnit;

/**
 * The idle times of one function: a histogram of whole minutes, and the number of times beyond its range. When a count
 * is full all are halved, so that old idle times lose weight. Some 500 bytes.
 */
final class IdleTimes {
    private static final int BINS = (int) Limits.HISTOGRAM_RANGE.toMinutes();
    private static final int FULL = Short.MAX_VALUE;

    private final short[] bins = new short[BINS];
    private int within;
    private int beyond;

    /** The moving average of times beyond the range, and of their deviation from it. */
    private double beyondMean;

    private double beyondDeviation;

    void add(long nanos) {
        long minute = TimeUnit.NANOSECONDS.toMinutes(nanos);
        if (minute >= BINS) {
            addBeyond(nanos);
            return;
        }
        if (bins[(int) minute] == FULL) {
            halve();
        }
        bins[(int) minute]++;
        within++;
    }

    private void addBeyond(long nanos) {
        if (beyond == FULL) {
            halve();
        }
        beyond++;
        double error = nanos - beyondMean;
        if (beyond == 1) {
            beyondMean = nanos;
        } else {
            beyondMean += error / 4;
            beyondDeviation += (Math.abs(error) - beyondDeviation) / 4;
        }
    }

    private void halve() {
        within = 0;
        for (int i = 0; i < BINS; i++) {
            bins[i] = (short) (bins[i] / 2);
            within += bins[i];
        }
        beyond /= 2;
    }

    int count() {
        return within + beyond;
    }

    int countBeyond() {
        return beyond;
    }

    double meanBeyondNanos() {
        return beyondMean;
    }

    double deviationBeyondNanos() {
        return beyondDeviation;
    }

    /** The percentile of times within the range, in minutes. */
    int percentile(int percent) {
        long wanted = Math.max(1, Math.ceilDiv((long) within * percent, 100));
        long seen = 0;
        for (int minute = 0; minute < BINS; minute++) {
            seen += bins[minute];
            if (seen >= wanted) {
                return minute;
            }
        }
        return BINS - 1;
    }

    /** The coefficient of variation of the bins. It is small if all bins are similar, so that they predict nothing. */
    double variation() {
        if (within == 0) {
            return 0;
        }
        double mean = (double) within / BINS;
        double squares = 0;
        for (short bin : bins) {
            squares += (bin - mean) * (bin - mean);
        }
        return Math.sqrt(squares / BINS) / mean;
    }
}
