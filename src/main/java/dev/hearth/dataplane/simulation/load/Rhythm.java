package dev.hearth.dataplane.simulation.load;

import java.time.Duration;

/** The rate of calls by the time of day, as a factor of the mean rate. */
final class Rhythm {
    /** The same rate at all times. */
    static final Rhythm NONE = new Rhythm(0, 0);

    private static final int MINUTES = 24 * 60;
    private static final long MINUTE_NANOS = Duration.ofMinutes(1).toNanos();

    private final double[] factors = new double[MINUTES];
    private final double greatest;

    /**
     * A daily sine curve.
     *
     * @param amplitude from 0, a constant rate, to 1, no calls at the lowest point
     * @param peakHour the hour of the highest rate
     */
    Rhythm(double amplitude, double peakHour) {
        this.greatest = 1 + amplitude;
        for (int minute = 0; minute < MINUTES; minute++) {
            double turn = (minute / 60.0 - peakHour) / 24;
            factors[minute] = 1 + amplitude * StrictMath.cos(2 * StrictMath.PI * turn);
        }
    }

    /** Whether a call that is drawn at the greatest rate is kept at this time's rate. */
    boolean keeps(long nanos, SeededRandom random) {
        if (greatest == 1) {
            return true;
        }
        return random.fraction() * greatest < factors[(int) (nanos / MINUTE_NANOS % MINUTES)];
    }

    double greatest() {
        return greatest;
    }
}
