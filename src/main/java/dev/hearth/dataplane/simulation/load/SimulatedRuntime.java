package dev.hearth.dataplane.simulation.load;

/**
 * A runtime of functions, and how long its init takes: what was measured on this project's own sandboxes, or seen of
 * Lambda.
 */
public enum SimulatedRuntime {
    PROVIDED("provided.al2023", 15),
    PYTHON("python3.13", 120),
    NODEJS("nodejs22.x", 180),
    RUBY("ruby3.4", 250),
    JAVA("java21", 900);

    /** How much init times of one language's functions differ, as the deviation of their logarithm. */
    private static final double DEVIATION = 0.6;

    private final String identifier;
    private final double medianMillis;

    SimulatedRuntime(String identifier, double medianMillis) {
        this.identifier = identifier;
        this.medianMillis = medianMillis;
    }

    /** As in the API. */
    public String identifier() {
        return identifier;
    }

    /** Init times of a function of this language: the function's own median, and around it a little. */
    Quantiles init(SeededRandom random) {
        double own = medianMillis * StrictMath.exp(DEVIATION * random.gaussian());
        return Quantiles.logNormal(own, DEVIATION / 3);
    }

    /** One of them, as often as functions are written in it. */
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
