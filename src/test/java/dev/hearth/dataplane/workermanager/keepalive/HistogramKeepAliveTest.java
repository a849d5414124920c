package dev.hearth.dataplane.workermanager.keepalive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.dataplane.workermanager.keepalive.KeepAlivePolicy.IdleKind;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HistogramKeepAliveTest extends KeepAlivePolicyContract {
    @Override
    KeepAlivePolicy policy(Duration bound) {
        return KeepAlive.HISTOGRAM.policies(bound).get();
    }

    @Test
    void aFunctionCalledEachHalfHourIsStartedAheadAndKeptUntilItHasComeForSure() {
        long idle = call(key("f"), 0, 30, 30, 30, 30, 30);

        assertThat(policy.keepUntil(key("f"), IdleKind.USED, idle))
                .as("goes at once")
                .isEqualTo(idle);
        assertThat(policy.preWarmAt(key("f"))).isEqualTo(at(150 + 27));

        long ahead = idle + 27 * MINUTE;
        policy.started(key("f"), MEMORY, 1, ahead);
        policy.becameIdle(key("f"), 0, ahead);
        assertThat(policy.keepUntil(key("f"), IdleKind.PRE_WARMED, ahead))
                .as("until a tenth after the 31st minute")
                .isEqualTo(idle + (long) (34.1 * MINUTE));

        policy.removed(key("f"), KeepAlivePolicy.Removal.EXPIRED, ahead, idle + 35 * MINUTE);
        assertThat(policy.preWarmAt(key("f"))).as("not twice for one call").isEmpty();

        long again = call(key("f"), idle + 40 * MINUTE);
        assertThat(policy.preWarmAt(key("f"))).isEqualTo(at(again / (double) MINUTE + 27));
    }

    @Test
    void anUpdateDoesNotChangeWhenAFunctionIsCalled() {
        call(key("f", "old"), 0, 30, 30, 30, 30, 30);

        assertThat(policy.preWarmAt(key("f", "new"))).isEqualTo(at(150 + 27));
    }

    @Test
    void aFunctionCalledEachMinuteStaysForAsLongAsItMayTake() {
        long idle = call(key("f"), 0, 0, 2, 0, 3, 0, 1, 2, 0, 1);

        assertThat(policy.keepUntil(key("f"), IdleKind.USED, idle)).isEqualTo(idle + (long) (4.4 * MINUTE));
        assertThat(policy.preWarmAt(key("f"))).isEmpty();
    }

    @Test
    void nothingIsConcludedFromTooLittle() {
        long idle = call(key("f"), 0, 30, 30);

        assertThat(policy.keepUntil(key("f"), IdleKind.USED, idle)).isEqualTo(idle + BOUND.toNanos());
        assertThat(policy.preWarmAt(key("f"))).isEmpty();
    }

    @Test
    void nothingIsConcludedFromIdleTimesOfEveryLength() {
        Random random = new Random(1);
        long[] minutes = new long[2000];
        Arrays.setAll(minutes, i -> random.nextInt(240));
        long idle = call(key("f"), 0, minutes);

        assertThat(policy.keepUntil(key("f"), IdleKind.USED, idle)).isEqualTo(idle + BOUND.toNanos());
        assertThat(policy.preWarmAt(key("f"))).isEmpty();
    }

    @Test
    void aDailyFunctionIsStartedAheadThoughNoHistogramReachesSoFar() {
        call(key("f"), 0, 1440, 1440, 1440, 1440);

        assertThat(policy.preWarmAt(key("f"))).isEqualTo(at(4 * 1440 + 0.85 * 1440));
    }

    @Test
    void longIdleTimesWithoutAPatternPredictNothing() {
        call(key("f"), 0, 1440, 300, 4000, 700, 2000);

        assertThat(policy.preWarmAt(key("f"))).isEmpty();
    }

    @Test
    void whileOthersRunASandboxStaysForTheBound() {
        long idle = call(key("f"), 0, 30, 30, 30, 30, 30);
        policy.arrived(key("f"), 0, idle + MINUTE);
        policy.arrived(key("f"), 1, idle + MINUTE);
        policy.becameIdle(key("f"), 1, idle + 2 * MINUTE);

        assertThat(policy.keepUntil(key("f"), IdleKind.USED, idle + 2 * MINUTE))
                .isEqualTo(idle + 2 * MINUTE + BOUND.toNanos());
    }
}
