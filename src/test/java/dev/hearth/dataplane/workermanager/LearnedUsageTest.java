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
import java.util.ArrayList;
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
            manager.on(new Event.Ended(grant, GrantOutcome.REUSABLE, usage(peakMb, i)));
            grant = manager.granted(manager.ask(function));
        }
        return grant;
    }

    private static DataSize expected(Action.Start start) {
        return start.order().expectedMemory();
    }

    @Test
    void aFunctionTakesItsLimitUntilEnoughIsKnown() {
        manager.join("w", 1024);
        measured(manager, F, 100, ENOUGH - 1);
        manager.ask(F);
        assertThat(expected(manager.started())).as("not known well enough").isEqualTo(F.memory());
    }

    @Test
    void moreSandboxesThanTheirLimitsAllowFitOnAWorker() {
        manager.join("w", 1024);
        measured(manager, F, 100, ENOUGH);
        List<Long> asks = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            asks.add(manager.ask(F));
        }

        assertThat(manager.starts)
                .as("512 MB for the first, 128 for each of the others")
                .hasSize(4);
        assertThat(manager.starts)
                .allSatisfy(start -> assertThat(expected(start)).isEqualTo(DataSize.ofMebibytes(128)));
        long fifth = manager.ask(F);
        assertThat(manager.starts).hasSize(4);

        while (!manager.starts.isEmpty()) {
            manager.started();
        }
        assertThat(asks).allMatch(manager::isAnswered);
        assertThat(manager.isAnswered(fifth)).isFalse();
    }

    @Test
    void whoWaitsForRoomGetsItWhenTheFunctionIsKnown() {
        manager.join("w", 1024);
        Grant first = manager.busy(F);
        manager.busy(F);
        long waiting = manager.ask(F);
        long alsoWaiting = manager.ask(F);
        assertThat(manager.starts).as("two limits fill the Worker").isEmpty();

        manager.on(new Event.Ended(first, GrantOutcome.SPENT, usage(100, 1)));
        manager.allStopped();
        Grant third = manager.granted(startedFor(waiting));
        for (int i = 1; i < ENOUGH; i++) {
            manager.on(new Event.Ended(third, GrantOutcome.REUSABLE, usage(100, i)));
            third = manager.granted(i == 1 ? alsoWaiting : manager.ask(F));
        }
        long later = manager.ask(F);
        assertThat(manager.isAnswered(later)).isFalse();
        manager.on(new Event.Ended(third, GrantOutcome.SPENT, usage(100, ENOUGH)));
        manager.allStopped();
        for (int i = 0; i < 3; i++) {
            manager.ask(F);
        }
        assertThat(manager.starts).as("the freed room holds four of a quarter").hasSize(4);
    }

    private long startedFor(long ask) {
        manager.started();
        return ask;
    }

    @Test
    void withoutOvercommitASandboxTakesItsLimit() {
        TestingMachine exact = overcommitting(1);
        exact.join("w", 1024);
        measured(exact, F, 100, 3 * ENOUGH);
        exact.ask(F);
        assertThat(expected(exact.started())).isEqualTo(F.memory());
        exact.ask(F);
        assertThat(exact.starts).isEmpty();
    }

    @Test
    void anOldMeasureThatComesAgainTeachesNothing() {
        manager.join("w", 1024);
        Grant grant = manager.busy(F);
        for (int i = 0; i < 3 * ENOUGH; i++) {
            manager.on(new Event.Ended(grant, GrantOutcome.REUSABLE, usage(100, 1)));
            grant = manager.granted(manager.ask(F));
        }
        manager.ask(F);
        assertThat(expected(manager.started())).isEqualTo(F.memory());
    }

    @Test
    void anotherRevisionIsNotKnown() {
        manager.join("w", 2048);
        measured(manager, F, 100, ENOUGH);
        manager.ask(function("f", "r2", 512));
        assertThat(expected(manager.started())).isEqualTo(F.memory());
        manager.ask(F);
        assertThat(expected(manager.started())).isEqualTo(DataSize.ofMebibytes(128));
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

        manager.ask(F);
        assertThat(expected(manager.started())).isEqualTo(DataSize.ofMebibytes(128));
    }

    @Test
    void aNewManagerLearnsFromReports() {
        StartOrder order = new StartOrder(
                TestingResidents.order("s1", F, InitializationType.ON_DEMAND).sandbox(),
                F,
                Optional.empty(),
                InitializationType.ON_DEMAND,
                TestingMachine.EPOCH - 1,
                DataSize.ofMebibytes(200));
        Grant grant = new Grant(1, W, order.sandbox(), TestingMachine.EPOCH - 1, Long.MAX_VALUE);
        manager.join(
                "w",
                330,
                new SandboxReport(
                        order,
                        WorkerReport.State.BUSY,
                        Optional.of(grant),
                        Duration.ofMinutes(5),
                        usage(100, 1_000_000)));

        manager.ask(F);
        assertThat(expected(manager.started()))
                .as("beside the 200 MB that the other one takes")
                .isEqualTo(DataSize.ofMebibytes(128));
        manager.ask(F);
        assertThat(manager.starts).as("no room for a third").isEmpty();
    }

    @Test
    void whatAWorkerUsesBeyondTheExpectationsCountsAsTaken() {
        manager.join("w", 1024);
        Grant busy = manager.busy(SMALL);
        manager.on(new Event.WorkerReported(report(busy, 1000)));
        long waiting = manager.ask(SMALL);
        assertThat(manager.starts).isEmpty();

        manager.on(new Event.WorkerReported(report(busy, 90)));
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
        manager.join("w", 1024);
        manager.ask(function("slow", "r1", 512));
        manager.advance(Limits.START_ANSWER.minus(Duration.ofMillis(1)));
        manager.workersAnswer = false;
        manager.advance(Duration.ofMillis(1));
        assertThat(manager.looks).as("it does not say whether that has started").hasSize(1);
        Action.Start slow = manager.starts.removeFirst();
        Grant ending = manager.busy(F);
        manager.end(ending, GrantOutcome.SPENT);
        manager.ask(F);
        assertThat(manager.starts).as("the Worker is full").isEmpty();

        manager.join("w", 1024, TestingResidents.starting(slow.order()));

        assertThat(manager.starts).as("what is not reported may still be going").isEmpty();
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
            scoring.on(new Event.WorkerReported(new WorkerReport(view, 4_000, List.of(), Load.UNKNOWN, code)));
        }
        scoring.ask(F);
        assertThat(scoring.starts.getFirst().worker()).isEqualTo(new WorkerId("b"));
    }

    @Test
    void noMoreRevisionsAreRememberedThanMayBe() {
        LearnedUsages usages = new LearnedUsages(2);
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
