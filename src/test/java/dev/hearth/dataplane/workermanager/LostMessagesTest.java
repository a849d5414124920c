package dev.hearth.dataplane.workermanager;

import static dev.hearth.dataplane.workermanager.TestingFunctions.function;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.dataplane.worker.Grant;
import dev.hearth.dataplane.worker.StartOrder;
import dev.hearth.dataplane.worker.WorkerReport.State;
import dev.hearth.dataplane.workermanager.keepalive.FixedKeepAlive;
import dev.hearth.error.ErrorCode;
import dev.hearth.model.FunctionVersion;
import dev.hearth.model.InitializationType;
import dev.hearth.model.SandboxId;
import dev.hearth.model.WorkerId;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Answers, ends and Workers that are lost, are found by a limit of time and made good. */
class LostMessagesTest {
    private static final FunctionVersion F = function("f", "r1", 128);
    private static final FunctionVersion G = function("g", "r1", 128);
    private static final WorkerId W = new WorkerId("w");
    private static final WorkerId V = new WorkerId("v");
    private static final Duration MOMENT = Duration.ofMillis(1);

    /** How long a grant of the functions lasts. */
    private static final Duration GRANT = F.timeout().plus(Limits.GRANT_MARGIN);

    /** Until each Worker has been asked what it runs. */
    private static final Duration LOOK = Limits.LOOK_EVERY.multipliedBy(2);

    private final TestingMachine manager = new TestingMachine();

    @BeforeEach
    void join() {
        manager.join("w", 1024);
    }

    private static StartOrder order(String sandbox, FunctionVersion function) {
        return TestingResidents.order(sandbox, function, InitializationType.ON_DEMAND);
    }

    @Test
    void takesBackAGrantWhoseEndIsLostAndUsesItsSandboxAgain() {
        Grant lost = manager.busy(F);
        assertThat(lost.untilNanos() - manager.now).isEqualTo(GRANT.toNanos());
        manager.workers.change(W, lost.sandbox(), State.IDLE, Optional.of(lost));

        manager.advance(GRANT.minus(MOMENT));
        assertThat(manager.machine.requests()).isEqualTo(1);
        manager.advance(MOMENT);

        assertThat(manager.stops).isEmpty();
        assertThat(manager.machine.requests()).isZero();
        Grant next = manager.granted(manager.ask(F));
        assertThat(next.sandbox()).isEqualTo(lost.sandbox());
        manager.end(lost, GrantOutcome.SPENT); // too late
        assertThat(manager.machine.requests()).isEqualTo(1);
    }

    @Test
    void anOverdueInvocationThatStillRunsIsLeftAloneUntilItEnds() {
        Grant slow = manager.busy(F);

        manager.advance(GRANT.plus(Limits.OVERDUE));
        assertThat(manager.stops).isEmpty();
        assertThat(manager.machine.requests()).isEqualTo(1);
        long waits = manager.ask(F);
        manager.end(slow, GrantOutcome.REUSABLE);

        assertThat(manager.granted(waits).sandbox()).isEqualTo(slow.sandbox());
    }

    @Test
    void anInvocationThatTakesTwiceItsTimeIsStopped() {
        Grant endless = manager.busy(F);

        manager.advance(GRANT.multipliedBy(2).minus(MOMENT));
        assertThat(manager.stops).isEmpty();
        manager.advance(MOMENT.plus(Limits.OVERDUE));

        assertThat(manager.stops).extracting(ManagerAction.Stop::sandbox).containsExactly(endless.sandbox());
        manager.allStopped();
        assertThat(manager.machine.size()).isZero();
        assertThat(manager.machine.requests()).isZero();
    }

    @Test
    void theSandboxOfAnOverdueGrantIsStoppedIfItTakesNoOtherInvocation() {
        Grant spent = manager.busy(F);
        manager.workers.change(W, spent.sandbox(), State.SPENT, Optional.of(spent));

        manager.advance(GRANT);

        assertThat(manager.stops).extracting(ManagerAction.Stop::sandbox).containsExactly(spent.sandbox());
    }

    @Test
    void theSandboxOfAnOverdueGrantIsForgottenIfItIsNotThere() {
        Grant lost = manager.busy(F);
        manager.workers.heard(new ManagerEvent.SandboxGone(W, lost.sandbox()));

        manager.advance(GRANT);
        manager.allStopped();

        assertThat(manager.machine.size()).isZero();
        assertThat(manager.machine.requests()).isZero();
    }

    @Test
    void theSandboxOfAnOverdueGrantIsForgottenIfItsWorkerDoesNotAnswer() {
        manager.busy(F);
        manager.workersAnswer = false;

        manager.advance(GRANT.plus(Limits.LOOK_ANSWER));

        assertThat(manager.machine.size()).isZero();
        assertThat(manager.machine.requests()).isZero();
    }

    @Test
    void aStartThatIsNotAnsweredIsAskedForAndGivenUp() {
        TestingMachine patient = new TestingMachine(
                new WorkerManagerConfiguration(4, 4, Duration.ofHours(1), Duration.ofSeconds(5)),
                () -> new FixedKeepAlive(TestingMachine.KEEP_ALIVE));
        patient.join("w", 1024);
        long ask = patient.ask(F);

        patient.advance(Limits.START_ANSWER.minus(MOMENT));
        patient.workersAnswer = false;
        patient.advance(MOMENT);
        assertThat(patient.looks).hasSize(1);
        patient.join(
                "w", 1024, TestingResidents.starting(patient.starts.getFirst().order()));
        assertThat(patient.isAnswered(ask)).isFalse();
        patient.workersAnswer = true;
        patient.advance(Limits.STOP_ANSWER);

        assertThat(patient.refusal(ask).code()).isEqualTo(ErrorCode.SERVICE);
        assertThat(patient.stops)
                .extracting(ManagerAction.Stop::sandbox)
                .containsExactly(patient.starts.getFirst().order().sandbox());
        patient.started(); // too late
        patient.allStopped();
        assertThat(patient.machine.size()).isZero();
        assertThat(patient.stops).isEmpty();
    }

    @Test
    void aStartWhoseAnswerIsLostIsFoundAtItsWorker() {
        TestingMachine patient = new TestingMachine(
                new WorkerManagerConfiguration(4, 4, Duration.ofHours(1), Duration.ofSeconds(5)),
                () -> new FixedKeepAlive(TestingMachine.KEEP_ALIVE));
        patient.join("w", 1024);
        long ask = patient.ask(F);
        SandboxId started = patient.starts.getFirst().order().sandbox();
        patient.workers.change(W, started, State.IDLE, Optional.empty());

        patient.advance(Limits.LOOK_EVERY.multipliedBy(2));

        assertThat(patient.granted(ask).sandbox())
                .isEqualTo(patient.starts.getFirst().order().sandbox());
        patient.started(); // late, or twice
        assertThat(patient.machine.size()).isEqualTo(1);
        assertThat(patient.stops).isEmpty();
    }

    @Test
    void aStopThatIsNotAnsweredIsAskedForAndSentAgain() {
        Grant busy = manager.busy(F);
        StartOrder order = order(busy.sandbox().value(), F);
        manager.end(busy, GrantOutcome.SPENT);
        assertThat(manager.stops).hasSize(1);
        manager.stops.clear();

        manager.workersAnswer = false;
        manager.advance(Limits.STOP_ANSWER);
        assertThat(manager.looks).hasSize(1);
        manager.join("w", 1024, TestingResidents.idle(order));
        assertThat(manager.stops).extracting(ManagerAction.Stop::sandbox).containsExactly(busy.sandbox());
        manager.stops.clear();
        manager.advance(Limits.STOP_ANSWER);
        manager.join("w", 1024);

        assertThat(manager.stops).isEmpty();
        assertThat(manager.machine.size()).isZero();
    }

    @Test
    void aWorkerThatDoesNotSayWhatItRunsIsForgotten() {
        Grant idle = manager.idle(G);
        Grant spent = manager.busy(F);
        manager.end(spent, GrantOutcome.SPENT);
        manager.workersAnswer = false;
        manager.advance(Limits.STOP_ANSWER.plus(Limits.LOOK_ANSWER));

        assertThat(manager.machine.size()).isZero();
        manager.join("v", 1024);
        manager.ask(G);
        assertThat(manager.starts.getFirst().worker()).isEqualTo(V);

        manager.join("w", 1024, TestingResidents.idle(order(idle.sandbox().value(), G)));
        assertThat(manager.machine.size()).isEqualTo(1);
    }

    @Test
    void takesBackAnAdoptedGrantThatIsNotEnded() {
        StartOrder busy = order("busy", F);
        Grant old = new Grant(Shard.of(F.sandboxKey()), W, busy.sandbox(), 1, -5);
        TestingMachine adopting = new TestingMachine();
        adopting.join("w", 1024, TestingResidents.busy(busy, old));
        adopting.workers.change(W, busy.sandbox(), State.SPENT, Optional.of(old));

        adopting.advance(GRANT);

        assertThat(adopting.stops).extracting(ManagerAction.Stop::sandbox).containsExactly(busy.sandbox());
    }

    // regular looks

    @Test
    void aSandboxThatTheManagerDoesNotKnowIsStopped() {
        manager.workers.ordered(W, order("orphan", F));
        manager.workers.change(W, new SandboxId("orphan"), State.IDLE, Optional.empty());

        manager.advance(LOOK);
        assertThat(manager.stops)
                .as("a report may be older than the news of a stop")
                .isEmpty();
        manager.advance(Limits.LOOK_EVERY);
        assertThat(manager.stops).extracting(ManagerAction.Stop::sandbox).containsExactly(new SandboxId("orphan"));
        manager.advance(Limits.LOOK_EVERY);

        assertThat(manager.stops).as("the order to stop it was lost").hasSize(2);
        assertThat(manager.machine.size()).isZero();
    }

    @Test
    void aSandboxThatTheManagerDoesNotKnowIsStoppedWhenItsInvocationHasEnded() {
        Grant late = new Grant(Shard.of(F.sandboxKey()), W, new SandboxId("orphan"), TestingMachine.EPOCH, 0);
        manager.workers.ordered(W, order("orphan", F));
        manager.workers.given(late);

        manager.advance(LOOK.multipliedBy(2));
        assertThat(manager.stops).isEmpty();
        manager.workers.change(W, late.sandbox(), State.IDLE, Optional.of(late));
        manager.advance(Limits.LOOK_EVERY);

        assertThat(manager.stops).extracting(ManagerAction.Stop::sandbox).containsExactly(late.sandbox());
    }

    @Test
    void aSandboxThatStartsAndThatNobodyOrderedIsStopped() {
        manager.workers.ordered(W, order("orphan", F));

        manager.advance(LOOK);

        assertThat(manager.stops).extracting(ManagerAction.Stop::sandbox).contains(new SandboxId("orphan"));
    }

    @Test
    void aStartThatIsUnderWayIsNotTakenForAnOrphan() {
        long ask = manager.ask(F);

        manager.advance(Duration.ofSeconds(50));

        assertThat(manager.stops).isEmpty();
        manager.started();
        assertThat(manager.granted(ask)).isNotNull();
    }

    @Test
    void anIdleSandboxThatIsNotThereIsForgotten() {
        Grant idle = manager.idle(F);
        manager.workers.heard(new ManagerEvent.SandboxGone(W, idle.sandbox()));

        manager.advance(LOOK);

        assertThat(manager.machine.size()).isZero();
        manager.ask(F);
        assertThat(manager.starts).hasSize(1);
    }

    @Test
    void theSilenceOfAWorkerThatNobodyCallsIsFound() {
        Grant idle = manager.idle(F);
        manager.workersAnswer = false;
        manager.advance(LOOK.plus(Limits.LOOK_ANSWER));
        assertThat(manager.machine.size()).isZero();
        manager.join("v", 1024);
        manager.ask(F);
        assertThat(manager.starts).extracting(ManagerAction.Start::worker).containsExactly(V);

        manager.workersAnswer = true; // nobody has to tell that it is back
        manager.advance(LOOK);

        assertThat(manager.machine.knows(idle.sandbox())).isTrue();
    }

    @Test
    void noWorkerIsAskedAfterTheManagerHasClosed() {
        manager.on(new ManagerEvent.Draining());
        manager.on(new ManagerEvent.Closed());
        manager.workersAnswer = false;

        manager.advance(LOOK.multipliedBy(3));

        assertThat(manager.looks).isEmpty();
    }
}
