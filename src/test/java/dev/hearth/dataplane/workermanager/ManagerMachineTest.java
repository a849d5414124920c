package dev.hearth.dataplane.workermanager;

import static dev.hearth.dataplane.workermanager.TestingFunctions.function;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.dataplane.worker.Grant;
import dev.hearth.dataplane.worker.StartOrder;
import dev.hearth.error.ErrorCode;
import dev.hearth.error.ServiceException;
import dev.hearth.model.FunctionVersion;
import dev.hearth.model.SandboxId;
import dev.hearth.model.WorkerId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Requests, sandboxes and starts: each line of the tables of {@link Pool} and {@link PendingStart}. */
class ManagerMachineTest {
    private static final FunctionVersion F = function("f", "r1", 128);
    private static final FunctionVersion G = function("g", "r1", 128);
    private static final WorkerId W = new WorkerId("w");
    private static final Duration MOMENT = Duration.ofMillis(1);

    private final TestingMachine manager = new TestingMachine();

    @BeforeEach
    void join() {
        manager.join("w", 1024);
    }

    // requests

    @Test
    void startsOneSandboxForEachWhoWaits() {
        manager.ask(F);
        manager.ask(F);

        assertThat(manager.starts).hasSize(2);
        assertThat(manager.starts.getFirst().order().function()).isEqualTo(F);
        assertThat(manager.starts.getFirst().order().epoch()).isEqualTo(TestingMachine.EPOCH);
    }

    @Test
    void givesAnIdleSandboxAgain() {
        Grant first = manager.idle(F);

        Grant second = manager.granted(manager.ask(F));

        assertThat(second.sandbox()).isEqualTo(first.sandbox());
        assertThat(second.id()).isNotEqualTo(first.id());
        assertThat(second.epoch()).isEqualTo(TestingMachine.EPOCH);
        assertThat(manager.starts).isEmpty();
    }

    @Test
    void servesTheLongestWaiterWithWhicheverSandboxIsFreeFirst() {
        Grant busy = manager.busy(F);
        long first = manager.ask(F);
        long second = manager.ask(F);

        manager.end(busy, GrantOutcome.REUSABLE);
        assertThat(manager.granted(first).sandbox()).isEqualTo(busy.sandbox());
        assertThat(manager.isAnswered(second)).isFalse();

        ManagerAction.Start start = manager.started();
        assertThat(manager.granted(second).sandbox()).isEqualTo(start.order().sandbox());
        ManagerAction.Start surplus = manager.started();
        assertThat(manager.granted(manager.ask(F)).sandbox())
                .isEqualTo(surplus.order().sandbox());
    }

    @Test
    void doesNotStartAnotherWhileOneStartsForNobody() {
        Grant busy = manager.busy(F);
        manager.ask(F);
        assertThat(manager.starts).hasSize(1);
        manager.end(busy, GrantOutcome.REUSABLE);

        manager.ask(F);

        assertThat(manager.starts).hasSize(1);
    }

    @Test
    void givesTheMostRecentlyUsedAndStopsTheLongestIdle() {
        Grant old = manager.busy(F);
        Grant recent = manager.busy(F);
        manager.end(old, GrantOutcome.REUSABLE);
        manager.advance(MOMENT);
        manager.end(recent, GrantOutcome.REUSABLE);

        Grant again = manager.granted(manager.ask(F));
        assertThat(again.sandbox()).isEqualTo(recent.sandbox());
        manager.end(again, GrantOutcome.REUSABLE);
        manager.advance(TestingMachine.KEEP_ALIVE.minus(MOMENT.multipliedBy(2)));
        assertThat(manager.stops).isEmpty();
        manager.advance(MOMENT);
        assertThat(manager.stops).extracting(ManagerAction.Stop::sandbox).containsExactly(old.sandbox());
    }

    @Test
    void neverGivesATenantsSandboxToAnother() {
        long blue = manager.ask(F, Optional.of("blue"));
        manager.started();
        manager.end(manager.granted(blue), GrantOutcome.REUSABLE);

        manager.ask(F, Optional.of("green"));
        assertThat(manager.starts).hasSize(1);
        assertThat(manager.starts.getFirst().order().tenant()).contains("green");
        assertThat(manager.granted(manager.ask(F, Optional.of("blue"))).sandbox())
                .isEqualTo(manager.granted(blue).sandbox());
    }

    @Test
    void refusesWhoWaitsForTooLong() {
        long ask = manager.ask(F);

        manager.advance(Duration.ofSeconds(60).minus(MOMENT));
        assertThat(manager.isAnswered(ask)).isFalse();
        manager.advance(MOMENT);

        assertThat(manager.refusal(ask).code()).isEqualTo(ErrorCode.TOO_MANY_REQUESTS);
        manager.started();
        assertThat(manager.granted(manager.ask(F))).isNotNull();
    }

    @Test
    void refusesWhoGivesUpAndKeepsWhatStartsForIt() {
        long ask = manager.ask(F);
        manager.on(new ManagerEvent.GaveUp(ask, F.sandboxKey()));
        assertThat(manager.refusal(ask).code()).isEqualTo(ErrorCode.SERVICE_UNAVAILABLE);

        manager.started();
        long next = manager.ask(F);
        manager.on(new ManagerEvent.GaveUp(next, F.sandboxKey())); // too late
        assertThat(manager.granted(next)).isNotNull();
    }

    // ends

    @Test
    void stopsWhatCanNotGoOn() {
        Grant spent = manager.busy(F);
        Grant gone = manager.busy(F);

        manager.end(spent, GrantOutcome.SPENT);
        manager.end(gone, GrantOutcome.GONE);

        assertThat(manager.stops)
                .extracting(ManagerAction.Stop::sandbox)
                .containsExactly(spent.sandbox(), gone.sandbox());
        assertThat(manager.machine.size()).isEqualTo(2);
        manager.allStopped();
        assertThat(manager.machine.size()).isZero();
    }

    @Test
    void anEndThatComesTwiceOrForAnotherSandboxHasNoEffect() {
        Grant first = manager.idle(F);
        Grant second = manager.granted(manager.ask(F));

        manager.end(first, GrantOutcome.SPENT);
        manager.end(first, GrantOutcome.REUSABLE);
        manager.end(
                new Grant(second.id(), W, second.sandbox(), TestingMachine.EPOCH - 1, second.untilNanos()),
                GrantOutcome.SPENT);
        assertThat(manager.stops).isEmpty();
        manager.ask(F);
        assertThat(manager.starts).as("the sandbox is still busy").hasSize(1);

        manager.end(second, GrantOutcome.REUSABLE);
        manager.end(second, GrantOutcome.REUSABLE);
        assertThat(manager.machine.requests()).isEqualTo(1);
    }

    @Test
    void aSandboxThatEndsWhileItIsIdleIsForgotten() {
        Grant idle = manager.idle(F);

        manager.on(new ManagerEvent.SandboxGone(W, idle.sandbox()));

        assertThat(manager.machine.size()).isZero();
        assertThat(manager.stops).isEmpty();
        manager.ask(F);
        assertThat(manager.starts).hasSize(1);
    }

    @Test
    void aSandboxThatEndsWhileItIsGivenIsNotGivenAgain() {
        Grant busy = manager.busy(F);

        manager.on(new ManagerEvent.SandboxGone(W, busy.sandbox()));
        manager.end(busy, GrantOutcome.REUSABLE);

        manager.allStopped();
        assertThat(manager.machine.size()).isZero();
        manager.ask(F);
        assertThat(manager.starts).hasSize(1);
    }

    @Test
    void aSandboxThatEndsBeforeItIsKnownIsStartedOnceMore() {
        long ask = manager.ask(F);
        SandboxId first = manager.starts.getFirst().order().sandbox();
        manager.on(new ManagerEvent.SandboxGone(W, first));
        manager.started();

        assertThat(manager.isAnswered(ask)).isFalse();
        manager.started();
        assertThat(manager.granted(ask).sandbox()).isNotEqualTo(first);
        assertThat(manager.machine.size()).isEqualTo(1);
    }

    // starts

    @Test
    void triesAStartOnceMoreAndThenRefuses() {
        long ask = manager.ask(F);
        manager.startFails();
        assertThat(manager.isAnswered(ask)).isFalse();
        manager.startFails();

        assertThat(manager.refusal(ask)).hasMessage("broken on purpose");
        assertThat(manager.machine.size()).isZero();
    }

    @Test
    void doesNotTryAgainWhatIsTheFunctionsFault() {
        long ask = manager.ask(F);

        manager.startFails(new ServiceException(ErrorCode.CODE_ARTIFACT_FAILED, "corrupt"));

        assertThat(manager.refusal(ask)).hasMessage("corrupt");
    }

    @Test
    void aFailedStartRefusesTheLongestWaiterOnlyIfNoOtherStartIsLeftForIt() {
        Grant busy = manager.busy(F);
        long first = manager.ask(F);
        long second = manager.ask(F);
        manager.end(busy, GrantOutcome.REUSABLE);
        assertThat(manager.granted(first)).isNotNull();

        ServiceException reason = new ServiceException(ErrorCode.CODE_ARTIFACT_FAILED, "corrupt");
        manager.startFails(reason);
        assertThat(manager.isAnswered(second)).isFalse();
        manager.startFails(reason);
        assertThat(manager.refusal(second)).isSameAs(reason);
    }

    @Test
    void startsSoManyAtOnce() {
        for (int i = 0; i < 6; i++) {
            manager.ask(F);
        }
        assertThat(manager.starts).hasSize(4);
        manager.started();
        assertThat(manager.starts).hasSize(4);
        manager.started();
        assertThat(manager.starts).hasSize(4);
    }

    @Test
    void tellsTheWorkerWhatAStartWaitedFor() {
        for (int i = 0; i < 5; i++) {
            manager.ask(F);
        }
        assertThat(manager.starts.getFirst().order().waits()).isEqualTo(StartOrder.Waits.NONE);
        manager.advance(MOMENT);
        for (int i = 0; i < 4; i++) {
            manager.started();
        }
        assertThat(manager.starts.getFirst().order().waits()).isEqualTo(new StartOrder.Waits(MOMENT.toNanos(), 0));
    }

    @Test
    void aSlowStartHoldsUpOthersOnlyForItsTurn() {
        for (int i = 0; i < 4; i++) {
            manager.ask(F);
        }
        manager.ask(G);
        assertThat(manager.starts).hasSize(4);

        manager.advance(Limits.START_TURN.minus(MOMENT));
        assertThat(manager.starts).hasSize(4);
        manager.advance(MOMENT);

        assertThat(manager.starts).hasSize(5);
    }

    @Test
    void leavesOutAStartThatNobodyNeeds() {
        Grant busy = manager.busy(F);
        for (int i = 0; i < 4; i++) {
            manager.ask(G); // all turns
        }
        long waits = manager.ask(F);
        manager.end(busy, GrantOutcome.REUSABLE);
        assertThat(manager.granted(waits)).isNotNull();

        manager.started();
        assertThat(manager.starts).extracting(start -> start.order().function()).containsExactly(G, G, G);
    }

    @Test
    void refusesWhomAFunctionThatGrowsTooFastWouldNeedASandboxFor() {
        for (int i = 0; i < 1_000; i++) {
            manager.ask(F);
        }
        long tooMany = manager.ask(F);
        assertThat(manager.refusal(tooMany).code()).isEqualTo(ErrorCode.TOO_MANY_REQUESTS);
        assertThat(manager.refusal(tooMany).reason()).contains("ConcurrentInvocationLimitExceeded");
        assertThat(manager.isAnswered(manager.ask(G))).as("each has its own").isFalse();

        manager.advance(Duration.ofMillis(10));
        assertThat(manager.isAnswered(manager.ask(F))).isFalse();
        assertThat(manager.isAnswered(manager.ask(F))).isTrue();
    }

    // keep-alive

    @Test
    void startsAheadWhatThePolicyExpects() {
        Duration keep = Duration.ofSeconds(1);
        TestingMachine expecting = new TestingMachine(TestingMachine.CONFIGURATION, () -> new ExpectingPolicy(keep));
        expecting.join("w", 1024);
        expecting.idle(F);
        expecting.advance(keep);
        expecting.allStopped();
        assertThat(expecting.machine.size()).isZero();

        expecting.advance(ExpectingPolicy.AHEAD.minus(keep));
        assertThat(expecting.starts).hasSize(1);
        long ask = expecting.ask(F);
        assertThat(expecting.starts).hasSize(1);
        expecting.started();

        assertThat(expecting.granted(ask)).isNotNull();
    }

    /** Expects the next call some time after each end. */
    private static final class ExpectingPolicy extends FakePolicy {
        static final Duration AHEAD = Duration.ofSeconds(30);

        ExpectingPolicy(Duration keep) {
            super(keep);
        }

        @Override
        public OptionalLong preWarmAt(dev.hearth.model.SandboxKey function) {
            return OptionalLong.of(lastIdleNanos + AHEAD.toNanos());
        }
    }

    // retirement

    @Test
    void keepsNothingOnceRetiredButServesWhoWaits() {
        Grant busy = manager.busy(F);
        Grant idle = manager.busy(F);
        manager.end(idle, GrantOutcome.REUSABLE);
        manager.on(new ManagerEvent.Retired(F.sandboxKey()));
        assertThat(manager.stops).extracting(ManagerAction.Stop::sandbox).containsExactly(idle.sandbox());
        long late = manager.ask(F);

        manager.end(busy, GrantOutcome.REUSABLE);
        assertThat(manager.granted(late).sandbox()).isEqualTo(busy.sandbox());
        manager.started();
        manager.end(manager.granted(late), GrantOutcome.REUSABLE);

        manager.allStopped();
        assertThat(manager.machine.size()).isZero();
        assertThat(manager.machine.keysOf(F.arn())).isEmpty();
    }

    // the end

    @Test
    void drainsThenCloses() {
        Grant busy = manager.busy(F);
        long waits = manager.ask(F);
        manager.on(new ManagerEvent.Draining());
        assertThat(manager.refusal(manager.ask(G)).code()).isEqualTo(ErrorCode.SERVICE_UNAVAILABLE);
        manager.end(busy, GrantOutcome.REUSABLE);
        assertThat(manager.granted(waits)).isNotNull();
        assertThat(manager.machine.requests()).isEqualTo(1);

        manager.on(new ManagerEvent.Closed());

        assertThat(manager.machine.requests()).isZero();
        manager.allStopped();
        assertThat(manager.machine.size()).isZero();
        manager.started(); // of the second one's
        manager.allStopped();
        assertThat(manager.machine.size()).isZero();
    }

    @Test
    void refusesWhoWaitsWhenItCloses() {
        List<Long> asks =
                List.of(manager.ask(F), manager.ask(F), manager.ask(F), manager.ask(F), manager.ask(F), manager.ask(G));

        manager.on(new ManagerEvent.Closed());

        assertThat(asks)
                .allSatisfy(ask -> assertThat(manager.refusal(ask).code()).isEqualTo(ErrorCode.SERVICE_UNAVAILABLE));
        manager.startFails();
        while (!manager.starts.isEmpty()) {
            manager.started();
        }
        manager.allStopped();
        assertThat(manager.machine.size()).isZero();
    }
}
