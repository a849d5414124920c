package dev.hearth.dataplane.counter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.model.FunctionArn;
import dev.hearth.model.TestingModel;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ScalingRateTest {
    private static final FunctionArn FUNCTION = TestingModel.arn("f");

    private final ScalingRate rate = new ScalingRate();
    private long now = -Duration.ofSeconds(5).toNanos();

    @Test
    void aFunctionGetsAThousandAtOnceAndAHundredASecondAfterThat() {
        assertThat(taken(FUNCTION, 1_500)).isEqualTo(1_000);
        pass(Duration.ofMillis(9));
        assertThat(taken(FUNCTION, 1)).isZero();
        pass(Duration.ofMillis(1));
        assertThat(taken(FUNCTION, 2)).isEqualTo(1);
        pass(Duration.ofSeconds(1));
        assertThat(taken(FUNCTION, 200)).isEqualTo(100);
    }

    @Test
    void whatIsNotUsedDoesNotAddUp() {
        assertThat(taken(FUNCTION, 10)).isEqualTo(10);
        pass(Duration.ofHours(1));
        assertThat(taken(FUNCTION, 5_000)).isEqualTo(1_000);
        pass(Duration.ofSeconds(10));
        assertThat(taken(FUNCTION, 5_000)).isEqualTo(1_000);
    }

    @Test
    void noFunctionTakesAnothersAndAllVersionsOfOneShareIt() {
        assertThat(taken(FUNCTION, 1_000)).isEqualTo(1_000);
        assertThat(taken(TestingModel.arn("g"), 1_000)).isEqualTo(1_000);
        assertThat(taken(FUNCTION.qualified("1"), 1)).isZero();
    }

    @Test
    void whatIsNotStartedAfterAllIsGivenBack() {
        assertThat(taken(FUNCTION, 1_000)).isEqualTo(1_000);
        rate.giveBack(FUNCTION.qualified("1"));
        assertThat(taken(FUNCTION, 2)).isEqualTo(1);
        pass(Duration.ofSeconds(20));
        rate.giveBack(FUNCTION);
        rate.giveBack(TestingModel.arn("g"));
        assertThat(taken(FUNCTION, 1_500)).as("never more than all").isEqualTo(1_000);
    }

    @Test
    void forgetsFunctionsThatHaveAllOfItAgain() {
        for (int i = 0; i < 100_000; i++) {
            assertThat(rate.take(TestingModel.arn("f" + i), now)).isTrue();
            pass(Duration.ofMillis(1));
        }
        assertThat(rate.size()).isLessThanOrEqualTo(Limits.SCALING_FUNCTIONS + 1);
    }

    private int taken(FunctionArn function, int tries) {
        int taken = 0;
        for (int i = 0; i < tries; i++) {
            taken += rate.take(function, now) ? 1 : 0;
        }
        return taken;
    }

    private void pass(Duration time) {
        now += time.toNanos();
    }
}
