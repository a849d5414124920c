package dev.hearth.dataplane.simulation.load;

/**
 * A runtime of simulated functions, with the duration of its init phase as measured in this project's own sandboxes or
 * seen on Lambda.
 */
public enum SimulatedRuntime {
    PROVIDED("provided.al2023", 15),
    PYTHON("python3.13", 120),
    NODEJS("nodejs22.x", 180),
    RUBY("ruby3.4", 250),
    JAVA("java21", 900);

    /** The standard deviation of the logarithm of init durations between functions of one language. */
    private static final double DEVIATION = 0.6;

    private final String identifier;
    private final double medianMillis;

    SimulatedRuntime(String identifier, double medianMillis) {
        this.identifier = identifier;
        this.medianMillis = medianMillis;
    }

    /** The identifier in the API. */
    public String identifier() {
        return identifier;
    }

    /** Draws the distribution of one function's init durations: a median of its own, with small variations. */
    Quantiles init(SeededRandom random) {
        double own = medianMillis * StrictMath.exp(DEVIATION * random.gaussian());
        return Quantiles.logNormal(own, DEVIATION / 3);
    }

    /** Draws a runtime by its share of functions. */
    static SimulatedRuntime draw(SeededRandom random) {
        double fraction = random.fraction();
        if (fraction < 0.45) {
            return PYTHON;
        }
        if (fraction < 0.80) {
            return NODEJS;
        }
        if (fraction < 0.90) {
            return JAVA;
        }
        return fraction < 0.95 ? RUBY : PROVIDED;
    }
}
