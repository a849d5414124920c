package dev.hearth.dataplane.workermanager.keepalive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.hearth.dataplane.workermanager.keepalive.KeepAlivePolicy.Removal;
import dev.hearth.model.DataSize;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class GreedyDualKeepAliveTest extends KeepAlivePolicyContract {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    @Override
    KeepAlivePolicy policy(Duration bound) {
        return KeepAlive.GREEDY_DUAL.policies(bound).get();
    }

    @Test
    void whatIsCalledMoreOftenIsWorthMore() {
        start("f", 256, SECOND);
        start("g", 256, SECOND);
        call(key("f"), 0, 0, 0, 0);
        call(key("g"), 0, 0);

        assertThat(policy.value(key("f"), 1)).isEqualTo(2 * policy.value(key("g"), 1));
    }

    @Test
    void whatStartsSlowlyIsWorthMoreAndWhatIsLargeLess() {
        start("slow", 256, 4 * SECOND);
        start("fast", 256, SECOND);
        start("large", 1024, SECOND);
        for (String function : new String[] {"slow", "fast", "large"}) {
            call(key(function), 0);
        }

        assertThat(policy.value(key("slow"), 1)).isEqualTo(4 * policy.value(key("fast"), 1));
        assertThat(policy.value(key("fast"), 1)).isEqualTo(4 * policy.value(key("large"), 1));
    }

    @Test
    void callsOfLongAgoCountLess() {
        start("f", 256, SECOND);
        start("g", 256, SECOND);
        call(key("f"), 0, 0, 0, 0, 60);
        call(key("g"), 60 * MINUTE);

        assertThat(policy.value(key("f"), 1)).as("four halved, and one").isEqualTo(3 * policy.value(key("g"), 1));
    }

    @Test
    void asManyAreKeptAsAreNeededAtOnce() {
        start("f", 256, SECOND);
        for (int i = 0; i < 20; i++) {
            call(key("f"), i);
        }
        policy.arrived(key("f"), 0, 30);
        policy.arrived(key("f"), 1, 31);
        policy.becameIdle(key("f"), 1, 32);
        policy.becameIdle(key("f"), 0, 33);

        assertThat(policy.value(key("f"), 33))
                .as("21 calls found none busy")
                .isEqualTo(21 * 1000.0 / 256, within(1e-6));
        assertThat(policy.value(key("f"), 32)).as("one found one busy").isEqualTo(1000.0 / 256, within(1e-6));
    }

    @Test
    void whatIsNotUsedFallsBehindWhatHasBeenEvicted() {
        start("old", 256, 3 * SECOND);
        start("new", 256, 2 * SECOND);
        call(key("old"), 0);
        assertThat(policy.value(key("old"), 0)).isGreaterThan(policy.value(key("new"), 0));

        call(key("new"), 1);
        policy.removed(key("new"), Removal.EVICTED, 1, 2);
        call(key("new"), 3);

        assertThat(policy.value(key("old"), 0)).isLessThan(policy.value(key("new"), 3));
        assertThat(policy.value(key("old"), 0))
                .as("of the time before the eviction")
                .isEqualTo(3000.0 / 256);
    }

    @Test
    void whatGoesOfItselfSaysNothingOfTheRoom() {
        start("f", 256, SECOND);
        call(key("f"), 0);
        double before = policy.value(key("f"), 0);
        policy.removed(key("f"), Removal.EXPIRED, 0, 1);
        policy.removed(key("f"), Removal.GONE, 0, 1);
        policy.becameIdle(key("f"), 0, 2);

        assertThat(policy.value(key("f"), 2)).isEqualTo(before);
    }

    @Test
    void partsOfOneManagerShareTheClock() {
        Supplier<KeepAlivePolicy> policies = KeepAlive.GREEDY_DUAL.policies(BOUND);
        KeepAlivePolicy one = policies.get();
        KeepAlivePolicy other = policies.get();
        one.arrived(key("f"), 0, 0);
        one.started(key("f"), MEMORY, SECOND, 0);
        one.becameIdle(key("f"), 0, 0);
        double evicted = one.value(key("f"), 0);
        one.removed(key("f"), Removal.EVICTED, 0, 1);
        other.becameIdle(key("g"), 0, 2);

        assertThat(other.value(key("g"), 2)).isEqualTo(evicted);
        assertThat(other.value(key("g"), 1)).isZero();
    }

    @Test
    void theClockOfLongAgoIsRememberedRoughly() {
        start("f", 1, SECOND);
        int evictions = 10_000;
        for (int i = 0; i < evictions; i++) {
            policy.becameIdle(key("f"), 0, i * SECOND);
            policy.arrived(key("f"), 0, i * SECOND);
            policy.removed(key("f"), Removal.EVICTED, i * SECOND, i * SECOND);
        }
        double last = -1;
        for (int i = 0; i < evictions; i += 100) {
            double value = policy.value(key("f"), i * SECOND);
            assertThat(value).isGreaterThanOrEqualTo(last);
            last = value;
        }
        assertThat(policy.value(key("f"), evictions * SECOND)).isGreaterThan(policy.value(key("f"), evictions / 2));
    }

    private void start(String function, long memoryMb, long costNanos) {
        policy.started(key(function), DataSize.ofMebibytes(memoryMb), costNanos, 0);
    }
}
