package dev.hearth.dataplane.frontend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.dataplane.worker.Grant;
import dev.hearth.dataplane.worker.SandboxUsage;
import dev.hearth.dataplane.workermanager.GrantOutcome;
import dev.hearth.error.ErrorCode;
import dev.hearth.error.ServiceException;
import dev.hearth.model.SandboxId;
import dev.hearth.model.WorkerId;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Each line of the machine's table. */
class CallMachineTest {
    private final ServiceException refusal = new ServiceException(ErrorCode.TOO_MANY_REQUESTS, "full");

    private final CallMachine call = new CallMachine();

    @Test
    void asksCounterThenManagerThenWorkerAndGivesBackInTheOtherOrder() {
        assertThat(call.on(new CallEvent.Begun())).containsExactly(new CallStep.AcquirePermit());
        assertThat(call.on(new CallEvent.Permitted())).containsExactly(new CallStep.AskForSandbox());
        assertThat(call.on(new CallEvent.Granted(grant(1)))).containsExactly(new CallStep.Invoke(grant(1)));
        assertThat(call.on(new CallEvent.Ran(true, SandboxUsage.NONE)))
                .containsExactly(
                        new CallStep.EndGrant(grant(1), GrantOutcome.REUSABLE),
                        new CallStep.EndPermit(),
                        new CallStep.Answer());
    }

    @Test
    void answersBeforeTheEndIfTheInvocationLastsLonger() {
        assertThat(running().on(new CallEvent.Answered())).containsExactly(new CallStep.AnswerAndAwaitEnd());
        assertThatThrownBy(() -> call.on(new CallEvent.SandboxGone())).isInstanceOf(IllegalStateException.class);
        assertThat(call.on(new CallEvent.Ran(true, SandboxUsage.NONE)))
                .containsExactly(
                        new CallStep.EndGrant(grant(1), GrantOutcome.REUSABLE),
                        new CallStep.EndPermit(),
                        new CallStep.Answer());
    }

    @Test
    void tellsTheManagerThatASandboxIsSpent() {
        assertThat(running().on(new CallEvent.Ran(false, SandboxUsage.NONE)))
                .containsExactly(
                        new CallStep.EndGrant(grant(1), GrantOutcome.SPENT),
                        new CallStep.EndPermit(),
                        new CallStep.Answer());
    }

    @Test
    void asksForAnotherSandboxIfOneIsGoneButNotForEver() {
        running();
        for (int i = 1; i < Limits.INVOKE_ATTEMPTS; i++) {
            assertThat(call.on(new CallEvent.SandboxGone()))
                    .containsExactly(new CallStep.EndGrant(grant(i), GrantOutcome.GONE), new CallStep.AskForSandbox());
            call.on(new CallEvent.Granted(grant(i + 1)));
        }

        List<CallStep> last = call.on(new CallEvent.SandboxGone());

        assertThat(last.subList(0, 2))
                .containsExactly(
                        new CallStep.EndGrant(grant(Limits.INVOKE_ATTEMPTS), GrantOutcome.GONE),
                        new CallStep.EndPermit());
        assertThat(last.getLast())
                .isInstanceOfSatisfying(
                        CallStep.Fail.class,
                        fail -> assertThat(fail.reason())
                                .isInstanceOfSatisfying(
                                        ServiceException.class,
                                        reason -> assertThat(reason.code()).isEqualTo(ErrorCode.SERVICE)));
    }

    @Test
    void failsWithNothingTakenIfThereIsNoPermit() {
        call.on(new CallEvent.Begun());

        assertThat(call.on(new CallEvent.Failed(refusal))).containsExactly(new CallStep.Fail(refusal));
    }

    @Test
    void givesThePermitBackIfThereIsNoSandbox() {
        call.on(new CallEvent.Begun());
        call.on(new CallEvent.Permitted());

        assertThat(call.on(new CallEvent.Failed(refusal)))
                .containsExactly(new CallStep.EndPermit(), new CallStep.Fail(refusal));
    }

    @Test
    void doesNotUseASandboxAgainInWhichACallBrokeOff() {
        OutOfMemoryError error = new OutOfMemoryError("on purpose");

        assertThat(running().on(new CallEvent.Failed(error)))
                .containsExactly(
                        new CallStep.EndGrant(grant(1), GrantOutcome.SPENT),
                        new CallStep.EndPermit(),
                        new CallStep.Fail(error));
    }

    @Test
    void refusesEventsThatCanNotBe() {
        assertThatThrownBy(() -> call.on(new CallEvent.Permitted())).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> call.on(new CallEvent.Ran(true, SandboxUsage.NONE)))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> call.on(new CallEvent.Failed(refusal))).isInstanceOf(IllegalStateException.class);
        running().on(new CallEvent.Ran(true, SandboxUsage.NONE));
        assertThatThrownBy(() -> call.on(new CallEvent.Begun())).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> call.on(new CallEvent.Ran(true, SandboxUsage.NONE)))
                .isInstanceOf(IllegalStateException.class);
    }

    private CallMachine running() {
        call.on(new CallEvent.Begun());
        call.on(new CallEvent.Permitted());
        call.on(new CallEvent.Granted(grant(1)));
        return call;
    }

    private static Grant grant(long id) {
        return new Grant(id, new WorkerId("w"), new SandboxId("s" + id), 1, 0);
    }
}
