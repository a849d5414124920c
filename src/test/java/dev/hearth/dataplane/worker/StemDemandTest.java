package dev.hearth.dataplane.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StemDemandTest {
    private static final Duration MOMENT = Duration.ofMillis(1);

    private final Map<String, Integer> waiting = new HashMap<>();
    private StemDemand<String> demand = new StemDemand<>(8);
    private long now = -5; // such a clock may be negative

    @Test
    void nothingWaitsBeforeAnythingWasAskedFor() {
        assertThat(settled()).isEmpty();
    }

    @Test
    void oneWaitsAfterAColdStartUntilNoneHasComeForLong() {
        ask("python", 1);
        assertThat(settled()).isEqualTo(Map.of("python", 1));
        advance(Limits.STEM_KEPT.minus(MOMENT));
        assertThat(settled()).isEqualTo(Map.of("python", 1));
        advance(MOMENT);
        assertThat(settled()).isEmpty();
    }

    @Test
    void asManyWaitAsCameAtOnce() {
        ask("python", 3);
        assertThat(settled()).isEqualTo(Map.of("python", 3));
        for (int i = 0; i < 5; i++) {
            advance(Limits.STEM_BURST.plus(MOMENT));
            ask("python", 1);
        }
        assertThat(settled()).isEqualTo(Map.of("python", 3));
    }

    @Test
    void theyBecomeFewerAsTheBurstIsForgotten() {
        ask("python", 6);
        advance(Limits.STEM_HALF_LIFE);
        assertThat(settled()).isEqualTo(Map.of("python", 3));
        advance(Limits.STEM_HALF_LIFE.multipliedBy(2));
        assertThat(settled()).isEqualTo(Map.of("python", 1));
    }

    @Test
    void aKindIsServedBeforeAnotherGetsASecond() {
        ask("python", 20);
        assertThat(settled()).isEqualTo(Map.of("python", 8));
        advance(MOMENT);
        ask("ruby", 2);
        advance(MOMENT);
        ask("nodejs", 1);
        assertThat(settled()).isEqualTo(Map.of("python", 5, "ruby", 2, "nodejs", 1));
    }

    @Test
    void whereThereIsNotOneForEachTheLatestOnesGetIt() {
        demand = new StemDemand<>(2);
        for (String kind : new String[] {"python", "ruby", "nodejs"}) {
            ask(kind, 1);
            advance(MOMENT);
        }
        assertThat(settled()).isEqualTo(Map.of("nodejs", 1, "ruby", 1));
    }

    @Test
    void noneWaitsWhereThatIsSwitchedOff() {
        demand = new StemDemand<>(0);
        ask("python", 5);
        assertThat(settled()).isEmpty();
    }

    @Test
    void aKindThatFailedIsLeftAloneForAWhile() {
        ask("python", 2);
        demand.refused("python", now);
        assertThat(settled()).isEmpty();
        advance(Limits.STEM_REFUSED.minus(MOMENT));
        ask("python", 2);
        assertThat(settled()).isEmpty();
        advance(MOMENT);
        assertThat(settled()).isEqualTo(Map.of("python", 2));
        demand.refused("unknown", now);
    }

    @Test
    void onlySomeKindsAreRemembered() {
        demand = new StemDemand<>(Limits.STEM_KINDS * 2);
        ask("first", 1);
        for (int i = 0; i < Limits.STEM_KINDS; i++) {
            advance(MOMENT);
            ask("kind " + i, 1);
        }
        assertThat(settled()).hasSize(Limits.STEM_KINDS).doesNotContainKey("first");
    }

    private void ask(String kind, int times) {
        for (int i = 0; i < times; i++) {
            demand.asked(kind, now);
        }
    }

    private void advance(Duration by) {
        now += by.toNanos();
    }

    /** What waits when nothing is to be done any more; how it comes there is not of interest. */
    private Map<String, Integer> settled() {
        Optional<StemDemand.Step<String>> step = demand.next(waiting, now);
        while (step.isPresent()) {
            switch (step.get()) {
                case StemDemand.Step.Add<String>(String kind) -> waiting.merge(kind, 1, Integer::sum);
                case StemDemand.Step.Remove<String>(String kind) -> waiting.merge(kind, -1, Integer::sum);
            }
            waiting.values().removeIf(count -> count == 0);
            step = demand.next(waiting, now);
        }
        return waiting;
    }
}
