package dev.hearth.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class VirtualClockTest {
    private final VirtualClock clock = new VirtualClock(Instant.EPOCH);
    private final List<String> ran = new ArrayList<>();

    @Test
    void timersRunInTheOrderOfTheirTimesAndThenOfTheirSetting() {
        clock.at(20, () -> {
            assertThat(clock.now()).isEqualTo(Instant.EPOCH.plusNanos(clock.nanos()));
            ran.add("third at " + clock.nanos());
        });
        clock.at(10, () -> ran.add("first at " + clock.nanos()));
        clock.at(10, () -> ran.add("second at " + clock.nanos()));

        clock.advance(Duration.ofNanos(20));

        assertThat(ran).containsExactly("first at 10", "second at 10", "third at 20");
    }

    @Test
    void manyTimersRunInOrderWhateverTheyAreSetIn() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        List<Long> times = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            long when = random.nextLong(1_000);
            int number = i;
            clock.at(when, () -> times.add(when * 100_000 + number));
            if (random.nextInt(4) == 0) {
                clock.advance(Duration.ofNanos(0)); // runs some that are due at once
            }
            if (random.nextInt(3) == 0) {
                clock.at(random.nextLong(1_000), () -> ran.add("cancelled")).cancel();
            }
        }
        clock.advance(Duration.ofNanos(1_000));

        assertThat(times).as("seed %d", seed).hasSize(10_000);
        List<Long> later = times.stream().filter(time -> time >= 100_000).toList();
        assertThat(later).as("seed %d", seed).isSorted();
        assertThat(ran).isEmpty();
    }

    @Test
    void advancingRunsWhatComesDueAlsoWhatIsSetOnTheWayAndNothingLater() {
        clock.at(10, () -> clock.at(15, () -> ran.add("set on the way")));
        clock.at(31, () -> ran.add("later"));

        clock.advance(Duration.ofNanos(30));

        assertThat(ran).containsExactly("set on the way");
        assertThat(clock.nanos()).isEqualTo(30);
    }

    @Test
    void aCancelledTimerDoesNotRun() {
        Timers.Timer cancelled = clock.at(10, () -> ran.add("cancelled"));
        cancelled.cancel();
        cancelled.cancel();

        clock.advance(Duration.ofNanos(10));

        assertThat(ran).isEmpty();
    }

    @Test
    void aTimeThatIsOverMeansNow() {
        clock.advance(Duration.ofNanos(50));
        clock.at(10, () -> ran.add("at " + clock.nanos()));

        clock.advance(Duration.ZERO);

        assertThat(ran).containsExactly("at 50");
    }
}
