package dev.hearth.dataplane.simulation.load;

import java.util.Arrays;

/** A distribution that is given by quantiles, with linear interpolation between them. */
public final class Quantiles {
    /** The probabilities of the published traces: the minimum, 1, 25, 50, 75, 99 % and the maximum. */
    static final double[] PUBLISHED = {0, 0.01, 0.25, 0.5, 0.75, 0.99, 1};

    /** The quantiles of the standard normal distribution for these probabilities. The ends are cut at 3 deviations. */
    private static final double[] DEVIATIONS = {-3, -2.326348, -0.674490, 0, 0.674490, 2.326348, 3};

    private final double[] probabilities;
    private final double[] values;

    /**
     * @param probabilities from 0 to 1, increasing
     * @param values the quantile of each probability, not decreasing
     */
    Quantiles(double[] probabilities, double[] values) {
        if (probabilities.length != values.length
                || probabilities.length < 2
                || probabilities[0] != 0
                || probabilities[probabilities.length - 1] != 1) {
            throw new IllegalArgumentException(
                    "no distribution: " + Arrays.toString(probabilities) + " of " + Arrays.toString(values));
        }
        for (int i = 1; i < values.length; i++) {
            if (!(probabilities[i] > probabilities[i - 1]) || !(values[i] >= values[i - 1])) {
                throw new IllegalArgumentException(
                        "not increasing: " + Arrays.toString(probabilities) + " of " + Arrays.toString(values));
            }
        }
        this.probabilities = probabilities.clone();
        this.values = values.clone();
    }

    /** A lognormal distribution, interpolated between the published probabilities. */
    static Quantiles logNormal(double median, double deviation) {
        double[] values = new double[PUBLISHED.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = median * StrictMath.exp(deviation * DEVIATIONS[i]);
        }
        return new Quantiles(PUBLISHED, values);
    }

    /** The quantile of a probability. */
    public double at(double probability) {
        int above = 1;
        while (above < probabilities.length - 1 && probabilities[above] < probability) {
            above++;
        }
        double from = probabilities[above - 1];
        double part = (probability - from) / (probabilities[above] - from);
        return values[above - 1] + part * (values[above] - values[above - 1]);
    }

    /** Draws a value of the distribution. */
    public double draw(SeededRandom random) {
        return at(random.fraction());
    }

    /** The mean of the values that are drawn. */
    public double mean() {
        double mean = 0;
        for (int i = 1; i < values.length; i++) {
            mean += (probabilities[i] - probabilities[i - 1]) * (values[i] + values[i - 1]) / 2;
        }
        return mean;
    }
}
