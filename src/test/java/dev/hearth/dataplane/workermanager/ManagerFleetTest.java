package dev.hearth.dataplane.workermanager;

import static dev.hearth.dataplane.workermanager.TestingFunctions.function;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.dataplane.worker.Grant;
import dev.hearth.dataplane.worker.StartOrder;
import dev.hearth.error.ErrorCode;
import dev.hearth.error.ServiceException;
import dev.hearth.model.FunctionVersion;
import dev.hearth.model.InitializationType;
import dev.hearth.model.SandboxId;
import dev.hearth.model.WorkerId;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Workers, their room, what is provisioned: each line of the tables of {@link Host}, {@link PlacedSandbox}, floors. */
class ManagerFleetTest {
    private static final FunctionVersion F = function("f", "r1", 128);
    private static final FunctionVersion G = function("g", "r1", 128);
    private static final WorkerId W = new WorkerId("w");
    private static final WorkerId V = new WorkerId("v");
    private static final Duration MOMENT = Duration.ofMillis(1);

    private final TestingMachine manager = new TestingMachine();

    // room

    @Test
    void theLongestIdleOfAWorkerMakesWay() {
        manager.join("w", 256);
        Grant old = manager.idle(function("a", "r1", 128));
        manager.advance(MOMENT);
        Grant recent = manager.idle(function("b", "r1", 128));
        manager.advance(MOMENT);
        long ask = manager.ask(F);

        assertThat(manager.stops).extracting(ManagerAction.Stop::sandbox).containsExactly(old.sandbox());
        assertThat(manager.starts).as("its room is not free yet").isEmpty();
        manager.allStopped();
        manager.started();

        assertThat(manager.granted(ask)).isNotNull();
        assertThat(manager.granted(manager.ask(function("b", "r1", 128))).sandbox())
                .isEqualTo(recent.sandbox());
    }

    /** The longest idle of the whole fleet would have gone, for nothing. */
    @Test
    void onlyWhatMakesRoomWhereItIsNeededMakesWay() {
        manager.join("small", 128);
        Grant oldest = manager.idle(F);
        manager.advance(MOMENT);
        manager.join("large", 1024);
        Grant large = manager.idle(function("large", "r1", 1024));
        manager.advance(MOMENT);

        manager.ask(function("other", "r1", 512));

        assertThat(manager.stops).extracting(ManagerAction.Stop::sandbox).containsExactly(large.sandbox());
        manager.allStopped();
        assertThat(manager.starts.getFirst().worker()).isEqualTo(new WorkerId("large"));
        assertThat(manager.granted(manager.ask(F)).sandbox()).isEqualTo(oldest.sandbox());
    }

    @Test
    void whatWasUsedSinceIsNotTheLongestIdle() {
        manager.join("w", 256);
        Grant first = manager.idle(F);
        Grant second = manager.idle(G);
        manager.ask(function("huge", "r1", 512)); // nothing makes way for what can never be
        manager.advance(MOMENT);
        manager.end(manager.granted(manager.ask(F)), GrantOutcome.REUSABLE);

        manager.ask(function("h", "r1", 128));

        assertThat(manager.stops).extracting(ManagerAction.Stop::sandbox).containsExactly(second.sandbox());
        assertThat(manager.granted(manager.ask(F)).sandbox()).isEqualTo(first.sandbox());
    }

    @Test
    void waitsForRoomThatAnEndMakes() {
        manager.join("w", 128);
        Grant holder = manager.busy(F);
        long seeker = manager.ask(G);
        assertThat(manager.starts).isEmpty();

        manager.end(holder, GrantOutcome.REUSABLE);
        assertThat(manager.stops).extracting(ManagerAction.Stop::sandbox).containsExactly(holder.sandbox());
        manager.allStopped();
        manager.started();

        assertThat(manager.granted(seeker)).isNotNull();
    }

    @Test
    void waitsForRoomNoLongerThanItMay() {
        manager.join("w", 128);
        manager.busy(F);
        long seeker = manager.ask(G);

        manager.advance(Duration.ofSeconds(5).minus(MOMENT));
        assertThat(manager.isAnswered(seeker)).isFalse();
        manager.advance(MOMENT);

        assertThat(manager.refusal(seeker).code()).isEqualTo(ErrorCode.TOO_MANY_REQUESTS);
        assertThat(manager.refusal(seeker).reason()).contains("CallerRateLimitExceeded");
        assertThat(manager.refusal(seeker).getStackTrace()).isEmpty();
    }

    @Test
    void refusesAtOnceWhatNoWorkerCouldEverHold() {
        manager.join("w", 128);

        long ask = manager.ask(function("huge", "r1", 256));

        assertThat(manager.refusal(ask).code()).isEqualTo(ErrorCode.TOO_MANY_REQUESTS);
        assertThat(manager.refusal(manager.ask(function("huge", "r1", 256)))).isNotNull();
    }

    @Test
    void oneThatNeedsLessPassesOneThatFindsNoRoom() {
        manager.join("w", 512);
        manager.busy(function("holder", "r1", 256));
        long large = manager.ask(function("large", "r1", 512));
        long small = manager.ask(F);

        manager.started();

        assertThat(manager.granted(small)).isNotNull();
        assertThat(manager.isAnswered(large)).isFalse();
    }

    @Test
    void doesNotCountTwiceOnRoomThatIsBeingMade() {
        manager.join("w", 128);
        manager.idle(F);
        long first = manager.ask(G);
        long second = manager.ask(function("h", "r1", 128));
        assertThat(manager.stops).hasSize(1);

        manager.allStopped();
        assertThat(manager.starts).hasSize(1);
        manager.started();
        assertThat(manager.granted(first)).isNotNull();
        assertThat(manager.isAnswered(second)).isFalse();
    }

    // Workers

    @Test
    void aSilentWorkersIdleSandboxesAreNotGivenAndItsStartsBeginElsewhere() {
        manager.join("w", 1024);
        manager.idle(F);
        long waits = manager.ask(G);
        manager.join("v", 1024);

        manager.on(new ManagerEvent.WorkerSilent(W));

        assertThat(manager.machine.size()).isZero();
        ManagerAction.Start late = manager.starts.removeFirst();
        assertThat(manager.starts).extracting(ManagerAction.Start::worker).containsExactly(V);
        manager.started();
        assertThat(manager.granted(waits).worker()).isEqualTo(V);
        manager.ask(F);
        assertThat(manager.starts).extracting(ManagerAction.Start::worker).containsExactly(V);

        manager.on(new ManagerEvent.Started(late.worker(), late.order().sandbox())); // nobody expects it any more
        assertThat(manager.stops)
                .extracting(ManagerAction.Stop::sandbox)
                .containsExactly(late.order().sandbox());
    }

    @Test
    void aSilentWorkersBusySandboxIsGivenAgainIfItIsHeardMeanwhile() {
        manager.join("w", 1024);
        Grant lost = manager.busy(F);
        Grant kept = manager.busy(F);
        manager.on(new ManagerEvent.WorkerSilent(W));
        manager.end(lost, GrantOutcome.REUSABLE);
        assertThat(manager.stops).as("nothing can be stopped there").isEmpty();

        manager.join(
                "w",
                1024,
                TestingResidents.busy(order(kept.sandbox().value(), F), kept),
                TestingResidents.idle(order(lost.sandbox().value(), F)));
        manager.end(kept, GrantOutcome.REUSABLE);

        assertThat(manager.machine.size()).isEqualTo(2);
        manager.ask(F);
        manager.ask(F);
        assertThat(manager.starts).isEmpty();
    }

    @Test
    void aDrainingWorkersSandboxesGoIdleOnesNowAndBusyOnesWhenDone() {
        manager.join("w", 1024);
        Grant idle = manager.idle(G);
        Grant busy = manager.busy(F);

        manager.on(new ManagerEvent.WorkerDraining(W));

        assertThat(manager.stops).extracting(ManagerAction.Stop::sandbox).containsExactly(idle.sandbox());
        manager.end(busy, GrantOutcome.REUSABLE);
        manager.allStopped();
        assertThat(manager.machine.size()).isZero();
        long late = manager.ask(F);
        assertThat(manager.isAnswered(late)).isFalse(); // another worker may join
        manager.advance(Duration.ofSeconds(16));
        assertThat(manager.refusal(late).code()).isEqualTo(ErrorCode.TOO_MANY_REQUESTS);
    }

    @Test
    void nothingStartsOnADrainingWorkerForWhichRoomWasBeingMadeThere() {
        manager.join("w", 128);
        manager.idle(F);
        manager.ask(G);
        assertThat(manager.stops).hasSize(1); // it makes way
        manager.join("other", 128);

        manager.on(new ManagerEvent.WorkerDraining(W));
        manager.allStopped();

        assertThat(manager.starts).extracting(ManagerAction.Start::worker).containsExactly(new WorkerId("other"));
    }

    @Test
    void goesOnWithWhatItsWorkersRun() {
        StartOrder idle = order("idle", F);
        StartOrder busy = order("busy", F);
        Grant old = new Grant(Shard.of(F.sandboxKey()), W, busy.sandbox(), 1, -5);

        manager.join(
                "w",
                384,
                TestingResidents.idle(idle),
                TestingResidents.busy(busy, old),
                TestingResidents.starting(order("starting", F)));

        assertThat(manager.stops).extracting(ManagerAction.Stop::sandbox).containsExactly(new SandboxId("starting"));
        assertThat(manager.machine.size()).isEqualTo(2);
        assertThat(manager.granted(manager.ask(F)).sandbox()).isEqualTo(idle.sandbox());
        long waits = manager.ask(F);
        manager.end(old, GrantOutcome.REUSABLE);
        assertThat(manager.granted(waits).sandbox()).isEqualTo(busy.sandbox());
    }

    private static StartOrder order(String sandbox, FunctionVersion function) {
        return TestingResidents.order(sandbox, function, InitializationType.ON_DEMAND);
    }

    // floors

    private int there() {
        return manager.machine.provisioned(F.sandboxKey()).there();
    }

    @Test
    void keepsAFloorOfProvisionedSandboxes() {
        manager.join("w", 1024);
        manager.on(new ManagerEvent.FloorSet(F, 2));
        assertThat(manager.starts)
                .extracting(start -> start.order().type())
                .containsExactly(
                        InitializationType.PROVISIONED_CONCURRENCY, InitializationType.PROVISIONED_CONCURRENCY);
        manager.started();
        manager.started();
        assertThat(there()).isEqualTo(2);

        manager.advance(TestingMachine.KEEP_ALIVE.multipliedBy(2));
        assertThat(manager.stops).isEmpty();
        Grant spent = manager.granted(manager.ask(F));
        assertThat(manager.starts).isEmpty();
        manager.end(spent, GrantOutcome.SPENT);
        assertThat(there()).isEqualTo(1);
        assertThat(manager.starts).as("not at once").isEmpty();
        manager.advance(Limits.REPLACEMENT);
        manager.started();

        assertThat(there()).isEqualTo(2);
    }

    @Test
    void replacesAProvisionedSandboxThatEndedWhileItWasGiven() {
        manager.join("w", 1024);
        manager.on(new ManagerEvent.FloorSet(F, 1));
        manager.started();
        Grant grant = manager.granted(manager.ask(F));

        manager.on(new ManagerEvent.SandboxGone(W, grant.sandbox()));
        manager.end(grant, GrantOutcome.REUSABLE);
        manager.allStopped();
        manager.advance(Limits.REPLACEMENT);
        manager.started();

        assertThat(there()).isEqualTo(1);
        assertThat(manager.machine.size()).isEqualTo(1);
    }

    @Test
    void givesProvisionedSandboxesFirstAndStartsOthersWhenTheyAreBusy() {
        manager.join("w", 1024);
        Grant idle = manager.idle(F);
        manager.on(new ManagerEvent.FloorSet(F, 1));
        SandboxId kept = manager.started().order().sandbox();

        assertThat(manager.granted(manager.ask(F)).sandbox()).isEqualTo(kept);
        assertThat(manager.granted(manager.ask(F)).sandbox()).isEqualTo(idle.sandbox());
        manager.ask(F);
        assertThat(manager.starts.getFirst().order().type()).isEqualTo(InitializationType.ON_DEMAND);
    }

    @Test
    void aLowerFloorLetsGoOfReadySandboxesNowAndOfBusyOnesLater() {
        manager.join("w", 1024);
        manager.on(new ManagerEvent.FloorSet(F, 3));
        manager.started();
        Grant busy = manager.granted(manager.ask(F));
        SandboxId ready = manager.started().order().sandbox();

        manager.on(new ManagerEvent.FloorSet(F, 0));
        assertThat(manager.stops).extracting(ManagerAction.Stop::sandbox).containsExactly(ready);
        manager.end(busy, GrantOutcome.REUSABLE);
        manager.started(); // too late to be needed
        manager.allStopped();

        assertThat(there()).isZero();
        assertThat(manager.machine.size()).isZero();
        assertThat(manager.machine.keysOf(F.arn())).isEmpty();
    }

    @Test
    void doesNotBeginWhatALowerFloorDoesNotNeed() {
        manager.join("w", 1024);
        for (int i = 0; i < 4; i++) {
            manager.ask(G); // all turns
        }
        manager.on(new ManagerEvent.FloorSet(F, 2));
        manager.on(new ManagerEvent.FloorSet(F, 1));
        for (int i = 0; i < 4; i++) {
            manager.started();
        }
        assertThat(manager.starts).hasSize(1);
    }

    @Test
    void triesAFunctionWhoseProvisionedSandboxesFailEverMoreSeldom() {
        manager.join("w", 1024);
        manager.on(new ManagerEvent.FloorSet(F, 1));
        Duration waited = Duration.ZERO;
        for (int failures = 1; failures <= 3; failures++) {
            manager.startFails(new ServiceException(ErrorCode.RESOURCE_CONFLICT, "init failed"));
            Duration wait = Limits.REPLACEMENT.multipliedBy(1L << (failures - 1));
            manager.advance(wait.minus(MOMENT));
            assertThat(manager.starts).as("after %d failures", failures).isEmpty();
            manager.advance(MOMENT);
            assertThat(manager.starts).as("after %d failures", failures).hasSize(1);
            waited = waited.plus(wait);
        }
        assertThat(waited).isLessThan(Limits.REPLACEMENT_MOST);
    }

    @Test
    void tellsWhyProvisioningFailedUntilItDoesNotAnyMore() {
        manager.join("w", 1024);
        manager.on(new ManagerEvent.FloorSet(F, 1));
        manager.startFails();
        manager.startFails();
        assertThat(manager.machine.provisioned(F.sandboxKey()))
                .isEqualTo(new ProvisionedSandboxes(0, Optional.of("broken on purpose")));

        manager.advance(Limits.REPLACEMENT);
        manager.started();

        assertThat(manager.machine.provisioned(F.sandboxKey()))
                .isEqualTo(new ProvisionedSandboxes(1, Optional.empty()));
    }

    @Test
    void aRetiredKeyHasNoFloor() {
        manager.join("w", 1024);
        Grant busy = manager.busy(F);
        manager.on(new ManagerEvent.FloorSet(F, 1));
        manager.started();

        manager.on(new ManagerEvent.Retired(F.sandboxKey()));
        manager.on(new ManagerEvent.FloorSet(F, 1));
        assertThat(manager.starts).isEmpty();
        manager.end(busy, GrantOutcome.REUSABLE);
        manager.allStopped();
        manager.advance(Limits.REPLACEMENT);

        assertThat(manager.starts).isEmpty();
        assertThat(manager.machine.size()).isZero();
    }

    @Test
    void adoptedProvisionedSandboxesCountForAFloorThatIsSetSoon() {
        StartOrder order = TestingResidents.order("p", F, InitializationType.PROVISIONED_CONCURRENCY);
        manager.join("w", 1024, TestingResidents.idle(order));

        manager.on(new ManagerEvent.FloorSet(F, 1));

        assertThat(manager.starts).isEmpty();
        assertThat(there()).isEqualTo(1);
    }

    @Test
    void adoptedProvisionedSandboxesWithoutAFloorGoAfterAWhile() {
        StartOrder order = TestingResidents.order("p", F, InitializationType.PROVISIONED_CONCURRENCY);
        manager.join("w", 1024, TestingResidents.idle(order));

        manager.advance(TestingMachine.KEEP_ALIVE);

        assertThat(manager.stops).extracting(ManagerAction.Stop::sandbox).containsExactly(order.sandbox());
    }
}
