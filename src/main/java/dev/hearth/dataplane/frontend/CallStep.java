package dev.hearth.dataplane.frontend;

import dev.hearth.dataplane.worker.Grant;
import dev.hearth.dataplane.worker.SandboxUsage;
import dev.hearth.dataplane.workermanager.GrantOutcome;

/** The steps that a {@link CallMachine} decides. */
public sealed interface CallStep {
    /** Ask the Counter. Answered with {@link CallEvent.Permitted} or {@link CallEvent.Failed}. */
    record AcquirePermit() implements CallStep {}

    /** Ask the Worker Manager for a sandbox. Answered with {@link CallEvent.Granted} or {@link CallEvent.Failed}. */
    record AskForSandbox() implements CallStep {}

    /**
     * Take the payload to the Worker. Answered with {@link CallEvent.Ran}, {@link CallEvent.Answered}, {@link
     * CallEvent.SandboxGone} or {@link CallEvent.Failed}.
     */
    record Invoke(Grant grant) implements CallStep {}

    /**
     * End a grant.
     *
     * @param usage what the sandbox was last measured to use
     */
    record EndGrant(Grant grant, GrantOutcome how, SandboxUsage usage) implements CallStep {
        /** Of a sandbox that was not measured. */
        public EndGrant(Grant grant, GrantOutcome how) {
            this(grant, how, SandboxUsage.NONE);
        }
    }

    record EndPermit() implements CallStep {}

    /**
     * Answer the caller and wait for the end of the invocation on another thread. Answered with {@link CallEvent.Ran}
     * or {@link CallEvent.Failed}.
     */
    record AnswerAndAwaitEnd() implements CallStep {}

    /** Answer the caller with the result of the invocation: the last step. */
    record Answer() implements CallStep {}

    /** Fail with the reason why the function did not run, or did not end: the last step. */
    record Fail(Throwable reason) implements CallStep {}
}
