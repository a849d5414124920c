package dev.hearth.dataplane.frontend;

import dev.hearth.dataplane.worker.Grant;
import dev.hearth.dataplane.worker.SandboxUsage;
import dev.hearth.dataplane.workermanager.GrantOutcome;
import dev.hearth.error.ErrorCode;
import dev.hearth.error.ServiceException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decides the steps of one call through Counter, Worker Manager and Worker.
 *
 * <pre>
 * from       event                     to         steps
 * NEW        begun                     COUNTING   ask the Counter
 * COUNTING   permitted                 ASKING     ask for a sandbox
 * COUNTING   failed                    ENDED      fail
 * ASKING     granted                   RUNNING    take the payload to the Worker
 * ASKING     failed                    ENDED      end the permit, fail
 * RUNNING    ran                       ENDED      end the grant, end the permit, answer
 * RUNNING    answered                  RESTING    answer, wait for the end
 * RESTING    ran                       ENDED      end the grant, end the permit
 * RESTING    failed                    ENDED      end the grant, end the permit, fail: for the log, there is no caller
 * RUNNING    sandbox gone              ASKING     end the grant, ask for another sandbox
 * RUNNING    sandbox gone, too often   ENDED      end the grant, end the permit, fail
 * RUNNING    failed                    ENDED      end the grant, end the permit, fail
 * </pre>
 *
 * <p>Grant and permit are ended in every case, in the reverse order of their acquisition. A sandbox that is gone never
 * saw the invocation, so another sandbox may run it. A sandbox whose invocation failed may have seen it.
 */
public final class CallMachine {
    private State state = State.NEW;
    private int attempts;
    private @Nullable Grant grant;

    private enum State {
        NEW,
        COUNTING,
        ASKING,
        RUNNING,
        RESTING,
        ENDED
    }

    /**
     * Decides the next steps.
     *
     * @return the steps, in order. Only the last one has an outcome, which is the next event
     */
    public List<CallStep> on(CallEvent event) {
        return switch (event) {
            case CallEvent.Begun() -> {
                move(State.NEW, State.COUNTING);
                yield List.of(new CallStep.AcquirePermit());
            }
            case CallEvent.Permitted() -> {
                move(State.COUNTING, State.ASKING);
                yield List.of(new CallStep.AskForSandbox());
            }
            case CallEvent.Granted(Grant given) -> {
                move(State.ASKING, State.RUNNING);
                grant = given;
                attempts++;
                yield List.of(new CallStep.Invoke(given));
            }
            case CallEvent.Answered() -> {
                move(State.RUNNING, State.RESTING);
                yield List.of(new CallStep.AnswerAndAwaitEnd());
            }
            case CallEvent.Ran(boolean reusable, SandboxUsage usage) -> {
                Grant ended = granted();
                if (state != State.RESTING) {
                    move(State.RUNNING, State.ENDED);
                }
                state = State.ENDED;
                GrantOutcome how = reusable ? GrantOutcome.REUSABLE : GrantOutcome.SPENT;
                yield List.of(
                        new CallStep.EndGrant(ended, how, usage), new CallStep.EndPermit(), new CallStep.Answer());
            }
            case CallEvent.SandboxGone() -> gone();
            case CallEvent.Failed(Throwable reason) -> failed(reason);
        };
    }

    private List<CallStep> gone() {
        CallStep end = new CallStep.EndGrant(granted(), GrantOutcome.GONE);
        if (attempts < Limits.INVOKE_ATTEMPTS) {
            move(State.RUNNING, State.ASKING);
            return List.of(end, new CallStep.AskForSandbox());
        }
        move(State.RUNNING, State.ENDED);
        ServiceException reason = new ServiceException(
                ErrorCode.SERVICE,
                "The function's sandboxes ended before they took the invocation, " + attempts + " times.");
        return List.of(end, new CallStep.EndPermit(), new CallStep.Fail(reason));
    }

    private List<CallStep> failed(Throwable reason) {
        CallStep fail = new CallStep.Fail(reason);
        List<CallStep> steps = switch (state) {
            case COUNTING -> List.of(fail);
            case ASKING -> List.of(new CallStep.EndPermit(), fail);
            case RUNNING, RESTING ->
                List.of(new CallStep.EndGrant(granted(), GrantOutcome.SPENT), new CallStep.EndPermit(), fail);
            case NEW, ENDED -> throw new IllegalStateException("nothing is under way that could fail: " + state);
        };
        state = State.ENDED;
        return steps;
    }

    private Grant granted() {
        if (grant == null) {
            throw new IllegalStateException("no sandbox was granted");
        }
        return grant;
    }

    private void move(State from, State to) {
        if (state != from) {
            throw new IllegalStateException("a call that is " + state + ", not " + from);
        }
        state = to;
    }
}
