package dev.hearth.dataplane.simulation.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SyntheticLoadTest {
    private static final int FUNCTIONS = 2_000;
    private static final int CALLS_COUNTED = 50_000;
    private static final Duration DAY = Duration.ofDays(1);

    private final Load azure = SyntheticLoad.of(Shape.AZURE, FUNCTIONS, DAY, 5);

    /** "Serverless in the Wild", figures 5, 7 and 8. */
    @Test
    void azureHasThePublishedFeatures() {
        List<Integer> counts =
                azure.functions().stream().map(SyntheticLoadTest::calls).toList();
        assertThat(share(counts, count -> count <= 24)).isCloseTo(0.45, within(0.04));
        assertThat(share(counts, count -> count <= 1_440)).isCloseTo(0.81, within(0.03));
        assertThat(share(counts, count -> count == 0)).isBetween(0.03, 0.15);
        assertThat(share(azure.functions(), function -> function.runMillis().mean() < 1_000))
                .isCloseTo(0.5, within(0.08));
        assertThat(share(azure.functions(), function -> function.footprint().usedMb() <= 170))
                .isGreaterThan(0.5);
        assertThat(share(azure.functions(), function -> function.footprint().usedMb() <= 400))
                .isGreaterThan(0.9);
        assertThat(share(azure.functions(), function -> function.identity().trigger() == Trigger.TIMER))
                .isCloseTo(0.156, within(0.04));
    }

    @Test
    void ratesSpanEightOrdersOfMagnitude() {
        FunctionProfile rarest = azure.functions().getFirst();
        FunctionProfile busiest = azure.functions().getLast();
        assertThat(calls(rarest)).isLessThanOrEqualTo(1);
        assertThat(calls(busiest)).isEqualTo(CALLS_COUNTED); // and more
    }

    private static int calls(FunctionProfile function) {
        Arrivals arrivals = function.schedule().arrivals(new SeededRandom(1));
        int count = 0;
        while (count < CALLS_COUNTED && arrivals.next() != Arrivals.END) {
            count++;
        }
        return count;
    }

    private static <T> double share(List<T> all, Predicate<T> wanted) {
        return (double) all.stream().filter(wanted).count() / all.size();
    }

    @ParameterizedTest
    @EnumSource(Shape.class)
    void aSeedGivesTheSameLoad(Shape shape) {
        assertThat(describe(SyntheticLoad.of(shape, 50, Duration.ofHours(2), 9)))
                .isEqualTo(describe(SyntheticLoad.of(shape, 50, Duration.ofHours(2), 9)))
                .isNotEqualTo(describe(SyntheticLoad.of(shape, 50, Duration.ofHours(2), 10)));
    }

    private static List<String> describe(Load load) {
        return load.functions().stream()
                .map(function -> function.identity() + " " + function.footprint() + " "
                        + function.runMillis().mean() + " " + calls(function))
                .toList();
    }

    @Test
    void someFunctionsOfABurstAreCalledHundredsOfTimesAtOnce() {
        Load load = SyntheticLoad.of(Shape.BURST, 500, Duration.ofHours(2), 2);
        long spiking = load.functions().stream()
                .filter(function -> calls(function) >= 500)
                .count();
        assertThat(spiking).isBetween(3L, 25L);
    }
}
