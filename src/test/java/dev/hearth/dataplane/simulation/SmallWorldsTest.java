package dev.hearth.dataplane.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What must hold, holds in many small worlds; {@code ./hearth simulate --seeds 1-10000 --faults} runs more of them. */
class SmallWorldsTest {
    private static final int WORLDS = 200;

    @Test
    void everyInvariantHoldsWhateverFails() {
        long calls = LongStream.rangeClosed(1, WORLDS)
                .map(seed -> Simulation.small(seed, true).calls().served())
                .sum();
        assertThat(calls).isGreaterThan(50_000);
    }

    @Test
    void everyInvariantHoldsWhereNothingFails() {
        LongStream.rangeClosed(1, WORLDS / 4).forEach(seed -> {
            Figures.Calls calls = Simulation.small(seed, false).calls();
            assertThat(calls.failed()).as("seed %d", seed).isZero();
            // events that are refused are tried again
            assertThat(calls.served() + calls.refusals()).as("seed %d", seed).isGreaterThanOrEqualTo(calls.arrived());
        });
    }
}
