package dev.hearth.dataplane.workermanager.keepalive;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class FixedKeepAliveTest extends KeepAlivePolicyContract {
    @Override
    KeepAlivePolicy policy(Duration bound) {
        return KeepAlive.FIXED.policies(bound).get();
    }

    @Test
    void whoeverHasBeenIdleForLongestGoesFirst() {
        assertThat(policy.value(key("f"), 1)).isLessThan(policy.value(key("g"), 2));
    }
}
