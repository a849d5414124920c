package dev.hearth.dataplane.workermanager;

import static dev.hearth.dataplane.workermanager.TestingFunctions.function;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.dataplane.worker.Grant;
import dev.hearth.dataplane.workermanager.keepalive.FixedKeepAlive;
import dev.hearth.model.FunctionVersion;
import dev.hearth.neighbours.iam.FunctionSessions;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** No sandbox outlives its function's credentials: not one that is kept, and not one that is never idle for long. */
class SandboxAgeTest {
    private static final FunctionVersion F = function("f", "r1", 128);
    private static final Duration MONTH = Duration.ofDays(30);
    private static final Duration LONGEST_INVOCATION = Duration.ofMinutes(15);

    private final TestingMachine manager = new TestingMachine(
            new WorkerManagerConfiguration(4, 4, Duration.ofHours(1), Duration.ofSeconds(5)),
            () -> new FixedKeepAlive(MONTH));

    @BeforeEach
    void join() {
        manager.join("w", 1024);
    }

    @Test
    void theLastInvocationEndsWithinTheCredentialsLife() {
        assertThat(Limits.GREATEST_AGE.plus(LONGEST_INVOCATION)).isLessThan(FunctionSessions.LIFE);
    }

    @Test
    void anIdleSandboxIsStoppedAtItsGreatestAge() {
        Grant idle = manager.idle(F);

        manager.advance(Limits.GREATEST_AGE);

        assertThat(manager.stops).extracting(ManagerAction.Stop::sandbox).containsExactly(idle.sandbox());
    }

    @Test
    void aSandboxThatIsAlwaysUsedIsReplacedAndNoCallIsLost() {
        Grant grant = manager.busy(F);
        Duration call = Duration.ofSeconds(1);
        Duration used = Duration.ZERO;
        while (used.compareTo(Limits.GREATEST_AGE) < 0) {
            manager.end(grant, GrantOutcome.REUSABLE);
            long ask = manager.ask(F);
            Grant next = manager.granted(ask);
            assertThat(next.sandbox()).isEqualTo(grant.sandbox());
            grant = next;
            manager.advance(call);
            used = used.plus(call);
        }

        manager.end(grant, GrantOutcome.REUSABLE);
        assertThat(manager.stops).extracting(ManagerAction.Stop::sandbox).containsExactly(grant.sandbox());
        long ask = manager.ask(F);
        ManagerAction.Start start = manager.started();
        assertThat(manager.granted(ask).sandbox()).isEqualTo(start.order().sandbox());
    }

    @Test
    void aBusySandboxThatIsOldServesNobodyWhoWaits() {
        manager.idle(F);
        manager.advance(Limits.GREATEST_AGE.minusSeconds(1));
        Grant old = manager.granted(manager.ask(F));
        long waits = manager.ask(F);
        manager.advance(Duration.ofSeconds(1));

        manager.end(old, GrantOutcome.REUSABLE);

        assertThat(manager.isAnswered(waits)).isFalse();
        ManagerAction.Start start = manager.started();
        assertThat(manager.granted(waits).sandbox()).isEqualTo(start.order().sandbox());
    }
}
