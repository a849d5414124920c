package dev.hearth.dataplane.simulation.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.hearth.dataplane.simulation.load.BurstyArrivals.Groups;
import dev.hearth.dataplane.simulation.load.SpikeArrivals.Spikes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ArrivalsTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();
    private static final long HOUR = Duration.ofHours(1).toNanos();
    private static final long DAY = 24 * HOUR;
    private static final Rhythm RHYTHM = new Rhythm(0.9, 14);

    private final SeededRandom random = new SeededRandom(11);

    @Test
    void aPoissonProcessHasItsRateAndItsVariation() {
        List<Long> times = all(new PoissonArrivals(SECOND, Rhythm.NONE, DAY, random));
        assertThat(times.size()).isCloseTo(86_400, within(1_000));
        assertThat(variation(times)).isCloseTo(1, within(0.05));
    }

    @Test
    void dayAndNightDiffer() {
        List<Long> times = all(new PoissonArrivals(SECOND, RHYTHM, DAY, random));
        assertThat(times.size()).isCloseTo(86_400, within(1_000));
        assertThat(times.stream().filter(time -> time / HOUR == 14).count()).isCloseTo(6_800, within(400L));
        assertThat(times.stream().filter(time -> time / HOUR == 2).count()).isCloseTo(400, within(100L));
    }

    @Test
    void burstsKeepTheRateAndVaryMore() {
        Groups groups = new Groups(10, SECOND / 10.0);
        List<Long> times = all(new BurstyArrivals(SECOND, groups, Rhythm.NONE, DAY, random));
        assertThat(times.size()).isCloseTo(86_400, within(3_000));
        assertThat(variation(times)).isGreaterThan(2);
    }

    @Test
    void aTimerKeepsItsPeriod() {
        List<Long> times = all(new PeriodicArrivals(5 * SECOND, 60 * SECOND, SECOND / 100.0, HOUR, random));
        assertThat(times).hasSize(60);
        assertThat(variation(times)).isLessThan(0.01);
    }

    @Test
    void aSpikeHasAllItsCallsWithinItsWidth() {
        List<Long> times = all(new SpikeArrivals(new Spikes(500, SECOND, HOUR), 3 * HOUR, random));
        assertThat(times).hasSize(1_500);
        for (int spike = 0; spike < 3; spike++) {
            List<Long> calls = times.subList(spike * 500, (spike + 1) * 500);
            assertThat(calls.getFirst() / HOUR).isEqualTo(spike);
            assertThat(calls.getLast() - calls.getFirst()).isBetween(SECOND * 9 / 10, SECOND);
        }
    }

    @Test
    void twoSourcesComeInOrder() {
        List<Long> times = all(new MergedArrivals(
                new PeriodicArrivals(0, 10, 0, 100, random), new PeriodicArrivals(5, 10, 0, 100, random)));
        assertThat(times)
                .containsExactly(
                        0L, 5L, 10L, 15L, 20L, 25L, 30L, 35L, 40L, 45L, 50L, 55L, 60L, 65L, 70L, 75L, 80L, 85L, 90L,
                        95L);
    }

    @Test
    void countedMinutesHaveTheirCalls() {
        MinuteCounts.Builder builder = new MinuteCounts.Builder();
        builder.add(0, 1);
        builder.add(1, 0);
        builder.add(7, 300);
        builder.add(1_439, 1_000_000);
        MinuteCounts counts = builder.build();
        List<Long> times = all(new MinuteArrivals(counts, DAY, random));
        long minute = 60 * SECOND;
        assertThat(times).hasSize(1_000_301);
        assertThat(times.getFirst()).isBetween(0L, minute);
        assertThat(times.subList(1, 301)).allMatch(time -> time / minute == 7);
        assertThat(times.subList(301, times.size())).allMatch(time -> time / minute == 1_439);
        assertThat(all(new MinuteArrivals(builder.build(), DAY, random))).isEmpty();
    }

    /** All arrivals; that they come in order is checked on the way. */
    private static List<Long> all(Arrivals arrivals) {
        List<Long> times = new ArrayList<>();
        long last = 0;
        for (long next = arrivals.next(); next != Arrivals.END; next = arrivals.next()) {
            assertThat(next).isGreaterThanOrEqualTo(last);
            times.add(next);
            last = next;
        }
        return times;
    }

    /** The deviation of the gaps between calls, as a multiple of their mean. */
    private static double variation(List<Long> times) {
        double mean = (double) (times.getLast() - times.getFirst()) / (times.size() - 1);
        double squares = 0;
        for (int i = 1; i < times.size(); i++) {
            squares += StrictMath.pow(times.get(i) - times.get(i - 1) - mean, 2);
        }
        return StrictMath.sqrt(squares / (times.size() - 1)) / mean;
    }
}
