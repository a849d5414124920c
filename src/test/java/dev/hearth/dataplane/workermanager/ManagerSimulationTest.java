package dev.hearth.dataplane.workermanager;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.model.DataSize;
import dev.hearth.model.FunctionVersion;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/**
 * The machine among Workers that die, fall silent and answer late, twice or never, under a random load: whatever
 * happens, no sandbox has two grants or serves two keys, every request is answered once, and nothing is left at the
 * end.
 */
class ManagerSimulationTest {
    private static final int SEEDS = 60;
    private static final Duration LOAD = Duration.ofSeconds(60);
    private static final WorkerManagerConfiguration CONFIGURATION =
            new WorkerManagerConfiguration(4, 4, Duration.ofSeconds(30), Duration.ofSeconds(5));

    @RepeatedTest(SEEDS)
    void holdsItsPromisesWhateverIsLost(RepetitionInfo repetition) {
        run(repetition.getCurrentRepetition(), 0.01, true);
    }

    @RepeatedTest(20)
    void noWorkerIsGivenMoreThanItHoldsIfNothingIsLost(RepetitionInfo repetition) {
        SimulatedFleet fleet = run(1_000 + repetition.getCurrentRepetition(), 0, false);
        assertThat(fleet.workerRefusals).isZero();
    }

    @Test
    void isDeterministic() {
        assertThat(run(5, 0.01, true).fingerprint())
                .isEqualTo(run(5, 0.01, true).fingerprint());
    }

    private static SimulatedFleet run(long seed, double faults, boolean workersFail) {
        try {
            return new Run(seed, faults).toTheEnd(workersFail);
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
        }
    }

    private static final class Run {
        private final Random random;
        private final SimulatedFleet fleet;
        private final int[] revisions = new int[6];

        Run(long seed, double faults) {
            random = new Random(seed);
            fleet = new SimulatedFleet(seed, faults, CONFIGURATION, Duration.ofSeconds(1 + random.nextInt(20)));
            for (int i = 0; i < 3; i++) {
                fleet.addWorker("w" + i, DataSize.ofMebibytes(1024 + 512 * i));
            }
        }

        SimulatedFleet toTheEnd(boolean workersFail) {
            long end = fleet.clock.nanos() + LOAD.toNanos();
            while (fleet.clock.nanos() < end) {
                fleet.clock.advance(Duration.ofMillis(random.nextInt(60)));
                step(workersFail);
            }
            fleet.heal();
            fleet.clock.advance(Duration.ofMinutes(5));
            assertThat(fleet.given).isGreaterThan(500);
            fleet.close();
            fleet.clock.advance(Duration.ofMinutes(10));
            fleet.requireNothingLeft();
            return fleet;
        }

        private void step(boolean workersFail) {
            int which = random.nextInt(revisions.length);
            FunctionVersion function = function(which);
            switch (random.nextInt(200)) {
                case 0, 1 -> fleet.provision(function, random.nextInt(3));
                case 2, 3 -> {
                    revisions[which]++;
                    fleet.retire(function.sandboxKey());
                }
                case 4 -> {
                    if (workersFail) {
                        fleet.kill(fleet.anyWorker());
                    }
                }
                case 5 -> {
                    if (workersFail) {
                        fleet.cutOff(fleet.anyWorker());
                    }
                }
                case 6 -> {
                    if (workersFail && random.nextInt(5) == 0) {
                        fleet.restart();
                    }
                }
                default -> fleet.call(function, tenant(which));
            }
        }

        private Optional<String> tenant(int which) {
            return which == 0 ? Optional.of("tenant-" + random.nextInt(3)) : Optional.empty();
        }

        private FunctionVersion function(int which) {
            return TestingFunctions.function("f" + which, "r" + revisions[which], 128 << (which / 2));
        }
    }
}
