package dev.hearth.dataplane.workermanager;

import static dev.hearth.dataplane.workermanager.TestingFunctions.function;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.dataplane.placement.ScoringPlacement;
import dev.hearth.dataplane.placement.WorkerView;
import dev.hearth.dataplane.worker.Grant;
import dev.hearth.dataplane.worker.SandboxUsage;
import dev.hearth.dataplane.worker.StartOrder;
import dev.hearth.dataplane.worker.WorkerReport;
import dev.hearth.dataplane.worker.WorkerReport.Load;
import dev.hearth.dataplane.worker.WorkerReport.SandboxReport;
import dev.hearth.dataplane.workermanager.keepalive.FixedKeepAlive;
import dev.hearth.model.DataSize;
import dev.hearth.model.FunctionVersion;
import dev.hearth.model.InitializationType;
import dev.hearth.model.WorkerId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** What sandboxes are expected to use, learned from the ends of their invocations and from what Workers report. */
class LearnedUsageTest {
    private static final FunctionVersion F = function("f", "r1", 512);
    private static final FunctionVersion SMALL = function("small", "r1", 128);
    private static final WorkerId W = new WorkerId("w");
    private static final int ENOUGH = 8;

    private final TestingMachine manager = overcommitting(4);

    private static TestingMachine overcommitting(double times) {
        return new TestingMachine(
                new WorkerManagerConfiguration(64, 64, Duration.ofSeconds(60), Duration.ofSeconds(5), times),
                () -> new FixedKeepAlive(TestingMachine.KEEP_ALIVE));
    }

    private static SandboxUsage usage(int peakMb, int measures) {
        return new SandboxUsage(DataSize.ofMebibytes(peakMb), OptionalInt.of(20), measures);
    }

    /** A sandbox that is busy again after so many invocations, each of which was measured. */
    private static Grant measured(TestingMachine manager, FunctionVersion function, int peakMb, int times) {
        Grant grant = manager.busy(function);
        for (int i = 1; i <= times; i++) {
            manager.on(new ManagerEvent.Ended(grant, GrantOutcome.REUSABLE, usage(peakMb, i)));
            grant = manager.granted(manager.ask(function));
        }
        return grant;
    }

    /** How many of so many requests have a sandbox started for them at once. */
    private static int starts(TestingMachine manager, FunctionVersion function, int requests) {
        int before = manager.starts.size();
        for (int i = 0; i < requests; i++) {
            manager.ask(function);
        }
        return manager.starts.size() - before;
    }

    @Test
    void aFunctionTakesItsLimitUntilEnoughIsKnown() {
        manager.join("w", 1024);
        measured(manager, F, 100, ENOUGH - 1);
        assertThat(starts(manager, F, 3)).as("512 MB each").isEqualTo(1);
    }

    @Test
    void moreSandboxesThanTheirLimitsAllowFitOnAWorker() {
        manager.join("w", 1024);
        measured(manager, F, 100, ENOUGH);
        assertThat(starts(manager, F, 10)).as("128 MB each, also the first").isEqualTo(7);
    }

    private static TestingMachine bounded(int memoryMb, int sandboxes) {
        WorkerManagerConfiguration.Floor floor = new WorkerManagerConfiguration.Floor(
                DataSize.ofMebibytes(memoryMb / sandboxes), "it can have " + sandboxes);
        return new TestingMachine(
                new WorkerManagerConfiguration(64, 64, Duration.ofSeconds(60), Duration.ofSeconds(5), 100, floor),
                () -> new FixedKeepAlive(TestingMachine.KEEP_ALIVE));
    }

    @Test
    void noMoreAreStartedThanTheWorkerCanHave() {
        TestingMachine bounded = bounded(1024, 4);
        bounded.join("w", 1024);
        measured(bounded, F, 10, ENOUGH);
        assertThat(starts(bounded, F, 10)).as("beside the first").isEqualTo(3);
    }

    @Test
    void whoIsRefusedByTheNumberIsToldWhatLimitsIt() {
        TestingMachine bounded = bounded(128, 1);
        bounded.join("w", 128);
        bounded.busy(SMALL);
        long refused = bounded.ask(SMALL);
        bounded.advance(Duration.ofSeconds(6));
        assertThat(bounded.refusal(refused)).hasMessageContaining("since it can have 1.");
    }

    @Test
    void whoWaitsForRoomGetsItWhenTheFunctionIsKnown() {
        manager.join("w", 1024);
        Grant first = measured(manager, F, 100, ENOUGH - 1);
        manager.busy(F);
        assertThat(starts(manager, F, 5)).as("two limits fill the Worker").isZero();

        manager.on(new ManagerEvent.Ended(first, GrantOutcome.REUSABLE, usage(100, ENOUGH)));

        assertThat(manager.starts).as("of the five, one has the sandbox").hasSize(3);
    }

    @Test
    void withoutOvercommitASandboxTakesItsLimit() {
        TestingMachine exact = overcommitting(1);
        exact.join("w", 1024);
        measured(exact, F, 100, 3 * ENOUGH);
        assertThat(starts(exact, F, 3)).isEqualTo(1);
    }

    @Test
    void anOldMeasureThatComesAgainTeachesNothing() {
        manager.join("w", 1024);
        Grant grant = manager.busy(F);
        for (int i = 0; i < 3 * ENOUGH; i++) {
            manager.on(new ManagerEvent.Ended(grant, GrantOutcome.REUSABLE, usage(100, 1)));
            grant = manager.granted(manager.ask(F));
        }
        assertThat(starts(manager, F, 3)).isEqualTo(1);
    }

    @Test
    void anotherRevisionIsNotKnown() {
        manager.join("w", 2048);
        measured(manager, F, 100, ENOUGH);
        assertThat(starts(manager, function("f", "r2", 512), 5)).isEqualTo(3);
        assertThat(starts(manager, F, 5)).as("in the rest").isEqualTo(3);
    }

    @Test
    void aFunctionThatUsesMoreThanBeforeTakesMore() {
        manager.join("w", 1024);
        Grant grant = measured(manager, F, 100, ENOUGH);
        for (int i = 1; i <= ENOUGH; i++) {
            manager.on(new ManagerEvent.Ended(grant, GrantOutcome.REUSABLE, usage(500, ENOUGH + i)));
            grant = manager.granted(manager.ask(F));
        }
        assertThat(starts(manager, F, 3)).isEqualTo(1);
    }

    @Test
    void itIsRememberedWithoutASandbox() {
        manager.join("w", 1024);
        Grant last = measured(manager, F, 100, ENOUGH);
        manager.end(last, GrantOutcome.REUSABLE);
        manager.advance(TestingMachine.KEEP_ALIVE);
        manager.allStopped();
        manager.advance(Duration.ofDays(1));
        assertThat(manager.machine.size()).isZero();

        assertThat(starts(manager, F, 10)).isEqualTo(8);
    }

    @Test
    void aNewManagerLearnsFromReports() {
        StartOrder order = TestingResidents.order("s1", F, InitializationType.ON_DEMAND);
        Grant grant = new Grant(1, W, order.sandbox(), TestingMachine.EPOCH - 1, Long.MAX_VALUE);
        manager.join(
                "w",
                640,
                new SandboxReport(
                        order,
                        WorkerReport.State.BUSY,
                        Optional.of(grant),
                        Duration.ofMinutes(5),
                        usage(100, 1_000_000)));

        assertThat(starts(manager, F, 10)).as("beside the one that is there").isEqualTo(4);
    }

    @Test
    void whatAWorkerUsesBeyondTheExpectationsCountsAsTaken() {
        manager.join("w", 1024);
        Grant busy = manager.busy(SMALL);
        manager.on(new ManagerEvent.WorkerReported(report(busy, 1000)));
        long waiting = manager.ask(SMALL);
        assertThat(manager.starts).isEmpty();

        manager.on(new ManagerEvent.WorkerReported(report(busy, 90)));
        manager.started();
        assertThat(manager.granted(waiting)).isNotNull();
    }

    private static WorkerReport report(Grant busy, int usedMb) {
        WorkerView view = new WorkerView(W, "zone", DataSize.ofMebibytes(1024), new DataSize(0), 1, false);
        StartOrder order = TestingResidents.order(busy.sandbox().value(), SMALL, InitializationType.ON_DEMAND);
        Load load = new Load(DataSize.ofMebibytes(usedMb), OptionalInt.of(100));
        return new WorkerReport(view, 4_000, List.of(TestingResidents.busy(order, busy)), load, List.of());
    }

    @Test
    void aSandboxThatIsBeingStoppedHoldsItsRoomWhateverAReportSays() {
        manager.join("w", 512);
        manager.advance(Limits.LOOK_EVERY.minusSeconds(10));
        Grant ending = manager.busy(F);
        manager.end(ending, GrantOutcome.SPENT);
        manager.now += Duration.ofSeconds(15).toNanos();
        assertThat(manager.machine.on(new ManagerEvent.TimeCame(Shard.COUNT), manager.now))
                .contains(new ManagerAction.Look(W));
        manager.ask(F);

        manager.join("w", 512); // the Worker's own list has it no more

        assertThat(manager.starts).as("it may still be going").isEmpty();
        manager.allStopped();
        assertThat(manager.starts).hasSize(1);
    }

    @Test
    void theWorkerThatHasTheCodeIsPreferred() {
        TestingMachine scoring = new TestingMachine(
                TestingMachine.CONFIGURATION,
                new ScoringPlacement(),
                () -> new FixedKeepAlive(TestingMachine.KEEP_ALIVE));
        String digest = F.program().code().sha256();
        for (String name : List.of("a", "b", "c")) {
            WorkerView view =
                    new WorkerView(new WorkerId(name), "zone", DataSize.ofMebibytes(1024), new DataSize(0), 0, false);
            List<String> code = name.equals("b") ? List.of(digest) : List.of();
            scoring.on(new ManagerEvent.WorkerReported(new WorkerReport(view, 4_000, List.of(), Load.UNKNOWN, code)));
        }
        scoring.ask(F);
        assertThat(scoring.starts.getFirst().worker()).isEqualTo(new WorkerId("b"));
    }

    @Test
    void noMoreRevisionsAreRememberedThanMayBe() {
        LearnedUsages usages = new LearnedUsages(2, new DataSize(0));
        LearnedUsage first = usages.of(F);
        assertThat(usages.of(F)).isSameAs(first);
        for (int i = 0; i < Limits.LEARNED_REVISIONS - 1; i++) {
            usages.of(function("f" + i, "r1", 128));
        }
        assertThat(usages.of(F)).isSameAs(first);
        for (int i = 0; i < Limits.LEARNED_REVISIONS; i++) {
            usages.of(function("g" + i, "r1", 128));
        }
        assertThat(usages.of(F)).isNotSameAs(first);
    }
}
