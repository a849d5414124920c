package dev.hearth.dataplane.workermanager.keepalive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.dataplane.workermanager.keepalive.KeepAlivePolicy.IdleKind;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class CombinedKeepAliveTest extends KeepAlivePolicyContract {
    @Override
    KeepAlivePolicy policy(Duration bound) {
        return KeepAlive.COMBINED.policies(bound).get();
    }

    @Test
    void hasTheTimesOfOneAndTheValuesOfTheOther() {
        policy.started(key("f"), MEMORY, 1_000_000, 0);
        long idle = call(key("f"), 0, 30, 30, 30, 30, 30);

        assertThat(policy.keepUntil(key("f"), IdleKind.USED, idle)).isEqualTo(idle);
        assertThat(policy.preWarmAt(key("f"))).isEqualTo(at(150 + 27));
        assertThat(policy.value(key("f"), idle))
                .isGreaterThan(1.0 / MEMORY.toMebibytes())
                .isLessThan(6.0 / MEMORY.toMebibytes());
    }
}
