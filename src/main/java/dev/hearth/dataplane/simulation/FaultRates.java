package dev.hearth.dataplane.simulation;

import dev.hearth.dataplane.simulation.load.SeededRandom;
import java.time.Duration;

/**
 * The frequency of each kind of fault. Probabilities are from 0 to 1.
 *
 * @param lost the probability that a message is lost
 * @param twice the probability that a message is delivered twice
 * @param late the probability that a message is delayed, by up to the longest delay
 * @param startFails the probability that the start of a sandbox fails
 * @param startSlow the probability that the start of a sandbox takes ten times as long
 * @param between the mean times between faults that are no property of a message or a start
 */
record FaultRates(double lost, double twice, double late, double startFails, double startSlow, Between between) {
    /** No faults. */
    static final FaultRates NONE = new FaultRates(0, 0, 0, 0, 0, Between.NEVER);

    private static final Duration USUAL_DELAY = Duration.ofMillis(2);
    private static final Duration LONGEST_DELAY = Duration.ofSeconds(2);

    /**
     * Mean times between two faults in seconds; 0: the fault does not occur.
     *
     * @param deaths a Worker dies
     * @param hangs a Worker hangs
     * @param crashes a sandbox crashes
     * @param managerDeaths the Worker Manager dies
     * @param updates a function gets another revision, or another number of provisioned sandboxes
     */
    record Between(double deaths, double hangs, double crashes, double managerDeaths, double updates) {
        static final Between NEVER = new Between(0, 0, 0, 0, 0);
    }

    /** Draws rates: each kind of fault occurs or not, often or rarely. */
    static FaultRates draw(SeededRandom random) {
        return new FaultRates(
                sometimes(random, 0.05),
                sometimes(random, 0.05),
                sometimes(random, 0.05),
                sometimes(random, 0.05),
                sometimes(random, 0.2),
                new Between(
                        mean(random, 20, 600),
                        mean(random, 20, 600),
                        mean(random, 1, 60),
                        mean(random, 30, 900),
                        mean(random, 5, 300)));
    }

    /** Rates for a simulated day: the fleet recovers between two faults. */
    static FaultRates seldom() {
        return new FaultRates(1e-4, 1e-4, 1e-3, 1e-3, 1e-2, new Between(1_800, 1_800, 60, 14_400, 600));
    }

    private static double sometimes(SeededRandom random, double most) {
        boolean happens = random.chance(0.7);
        double rate = random.fraction() * most;
        return happens ? rate : 0;
    }

    private static double mean(SeededRandom random, double least, double most) {
        boolean happens = random.chance(0.7);
        double seconds = least + random.fraction() * (most - least);
        return happens ? seconds : 0;
    }

    boolean isNone() {
        return equals(NONE);
    }

    boolean disturbNetwork() {
        return lost > 0 || twice > 0 || late > 0;
    }

    Duration usualDelay() {
        return USUAL_DELAY;
    }

    Duration longestDelay() {
        return LONGEST_DELAY;
    }
}
