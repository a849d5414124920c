package dev.hearth.dataplane.simulation.load;

import java.time.Duration;

/** How calls follow the time of day: by what factor there are more or fewer of them than on average. */
final class Rhythm {
    /** As many calls at any time. */
    static final Rhythm NONE = new Rhythm(0, 0);

    private static final int MINUTES = 24 * 60;
    private static final long MINUTE_NANOS = Duration.ofMinutes(1).toNanos();

    private final double[] factors = new double[MINUTES];
    private final double greatest;

    /**
     * A day as a sine.
     *
     * @param amplitude from 0, no difference, to 1, nothing at all at night
     * @param peakHour when there are most
     */
    Rhythm(double amplitude, double peakHour) {
        this.greatest = 1 + amplitude;
        for (int minute = 0; minute < MINUTES; minute++) {
            double turn = (minute / 60.0 - peakHour) / 24;
            factors[minute] = 1 + amplitude * StrictMath.cos(2 * StrictMath.PI * turn);
        }
    }

    /** Whether a call that would come at the greatest rate comes at this time's rate too. */
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
