package dev.hearth.dataplane.workermanager;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.dataplane.worker.Grant;
import dev.hearth.model.FunctionVersion;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How fast a function gets new sandboxes. */
class ScalingTest {
    private static final FunctionVersion FUNCTION = TestingFunctions.function("f", "r1", 128);

    private final TestingMachine machine = new TestingMachine();

    @Test
    void whoWouldNeedOneTooManyIsRefused() {
        machine.join("w", 128 * 3_000);
        Grant warm = machine.idle(FUNCTION);
        assertThat(refusedOf(1_500))
                .as("an idle one, and 999 new ones after the first")
                .isEqualTo(500);
        assertThat(machine.refusal(1_400).reason()).contains("ConcurrentInvocationLimitExceeded");
        machine.advance(Duration.ofSeconds(1));
        assertThat(refusedOf(150)).isEqualTo(50);
        assertThat(warm).isNotNull();
    }

    @Test
    void aFreeSandboxNeedsNoNewOne() {
        machine.join("w", 128 * 10);
        machine.idle(FUNCTION);
        for (int i = 0; i < 3_000; i++) {
            long ask = machine.ask(FUNCTION);
            machine.end(machine.granted(ask), GrantOutcome.REUSABLE);
        }
        assertThat(machine.starts).isEmpty();
    }

    @Test
    void whoIsServedByAFreeSandboxMeanwhileTakesNoNewOne() {
        machine.join("w", 128 * 3_000);
        Grant only = machine.busy(FUNCTION);
        for (int i = 0; i < 3_000; i++) {
            long ask = machine.ask(FUNCTION);
            machine.end(only, GrantOutcome.REUSABLE);
            only = machine.granted(ask);
        }
    }

    @Test
    void anotherFunctionIsNotHeldUp() {
        machine.join("w", 128 * 3_000);
        assertThat(refusedOf(1_001)).isEqualTo(1);
        assertThat(machine.isAnswered(machine.ask(TestingFunctions.function("g", "r1", 128))))
                .as("it waits for its sandbox")
                .isFalse();
    }

    /** How many of so many requests get no sandbox at once, and none later. */
    private long refusedOf(int requests) {
        long[] asks = IntStream.range(0, requests)
                .mapToLong(i -> machine.ask(FUNCTION))
                .toArray();
        return IntStream.range(0, requests).filter(i -> isRefused(asks[i])).count();
    }

    private boolean isRefused(long ask) {
        return machine.isRefused(ask);
    }
}
