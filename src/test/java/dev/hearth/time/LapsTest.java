package dev.hearth.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class LapsTest {
    private final ManualClock clock = new ManualClock(Instant.EPOCH);

    private enum Phase {
        ONE,
        TWO
    }

    @Test
    void eachMomentBelongsToOnePhase() {
        clock.advance(Duration.ofSeconds(1));
        Laps<Phase> laps = new Laps<>(2, clock);
        clock.advance(Duration.ofNanos(3));
        laps.end(Phase.ONE);
        clock.advance(Duration.ofNanos(5));
        laps.end(Phase.TWO);
        clock.advance(Duration.ofNanos(7));
        laps.end(Phase.ONE);

        assertThat(laps.nanos(Phase.ONE)).isEqualTo(10);
        assertThat(laps.nanos(Phase.TWO)).isEqualTo(5);
        assertThat(laps.total()).isEqualTo(15);
        assertThat(laps.begun()).isEqualTo(1_000_000_000);
    }

    @Test
    void aPartOfAPhaseCanBelongToAnother() {
        Laps<Phase> laps = new Laps<>(2, clock);
        clock.advance(Duration.ofNanos(10));
        laps.end(Phase.ONE);

        laps.move(Phase.ONE, Phase.TWO, 4);
        laps.add(Phase.TWO, 100);

        assertThat(laps.nanos(Phase.ONE)).isEqualTo(6);
        assertThat(laps.nanos(Phase.TWO)).isEqualTo(104);
        assertThat(laps.total()).as("without what was before").isEqualTo(10);
    }
}
