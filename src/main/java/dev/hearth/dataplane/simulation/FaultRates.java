package dev.hearth.dataplane.simulation;

import dev.hearth.dataplane.simulation.load.SeededRandom;
import java.time.Duration;

/**
 * How often what goes wrong. Probabilities are from 0 to 1; whatever has a mean time between two happens at any time.
 *
 * @param lost of a message
 * @param twice of a message that it comes twice
 * @param late of a message that it takes up to the longest delay
 * @param startFails of a start
 * @param startSlow of a start that it takes ten times as long
 * @param between the mean times between the larger mishaps
 */
record FaultRates(double lost, double twice, double late, double startFails, double startSlow, Between between) {
    /** Nothing goes wrong. */
    static final FaultRates NONE = new FaultRates(0, 0, 0, 0, 0, Between.NEVER);

    private static final Duration USUAL_DELAY = Duration.ofMillis(2);
    private static final Duration LONGEST_DELAY = Duration.ofSeconds(2);

    /**
     * Mean times in seconds; 0: it does not happen.
     *
     * @param deaths of some Worker
     * @param hangs of some Worker
     * @param crashes of some sandbox
     * @param managerDeaths of the Worker Manager
     * @param updates of some function's revision, or of how many sandboxes are provisioned for it
     */
    record Between(double deaths, double hangs, double crashes, double managerDeaths, double updates) {
        static final Between NEVER = new Between(0, 0, 0, 0, 0);
    }

    /** Some world: each kind of mishap is there or not, often or seldom. */
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

    /** A world of a day, in which there is time between two mishaps. */
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
