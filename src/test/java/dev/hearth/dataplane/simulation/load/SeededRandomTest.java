package dev.hearth.dataplane.simulation.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.function.DoubleSupplier;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class SeededRandomTest {
    private static final int DRAWS = 100_000;

    /** Written down once: other numbers would make other worlds of the seeds that people have noted. */
    @Test
    void aSeedGivesTheseNumbersForEver() {
        SeededRandom random = new SeededRandom(42);
        assertThat(new long[] {random.bits(), random.bits(), random.bits()})
                .containsExactly(6332618229526065668L, -816328817471504299L, 8971565426155258802L);
        assertThat(new SeededRandom(42).hex(16)).isEqualTo("04721065bafae157");
    }

    @Test
    void streamsDependOnNothingThatWasDrawn() {
        SeededRandom drawn = new SeededRandom(7);
        drawn.bits();
        assertThat(drawn.stream(3).bits())
                .isEqualTo(new SeededRandom(7).stream(3).bits());
        assertThat(drawn.stream(3).bits()).isNotEqualTo(drawn.stream(4).bits());
    }

    @Test
    void distributionsHaveTheirMeansAndDeviations() {
        SeededRandom random = new SeededRandom(1);
        assertThat(mean(random::fraction)).isCloseTo(0.5, within(0.01));
        assertThat(mean(random::exponential)).isCloseTo(1, within(0.02));
        assertThat(mean(random::gaussian)).isCloseTo(0, within(0.02));
        assertThat(mean(() -> StrictMath.pow(random.gaussian(), 2))).isCloseTo(1, within(0.03));
        assertThat(mean(() -> random.below(10))).isCloseTo(4.5, within(0.05));
        assertThat(mean(() -> random.chance(0.2) ? 1 : 0)).isCloseTo(0.2, within(0.01));
    }

    private static double mean(DoubleSupplier draw) {
        return DoubleStream.generate(draw).limit(DRAWS).average().orElseThrow();
    }
}
