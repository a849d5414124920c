package dev.hearth.dataplane.worker;

import dev.hearth.dataplane.runtimeapi.RuntimeSession.InitOutcome;
import dev.hearth.dataplane.runtimeapi.RuntimeSession.InvokeOutcome;
import dev.hearth.dataplane.runtimes.sdk.MissingModule;
import dev.hearth.dataplane.worker.Outcomes.InvocationEnd;

/**
 * The wait of a sandbox for the AWS SDK, which may be in the making when a function first needs it. Only a function
 * that has failed because a module of the SDK is missing waits: in its init, before that is repeated, or in a call,
 * before the init that precedes the next call.
 */
final class SdkWait {
    private static final String MISSING = "Hearth: the AWS SDK, which this function imports, is not on this machine."
            + " './hearth runtimes' says why, and './hearth runtimes sdk' makes it.";

    private final SandboxProcesses processes;
    private final SandboxLog log;
    private boolean missing;

    SdkWait(SandboxProcesses processes, SandboxLog log) {
        this.processes = processes;
        this.log = log;
    }

    void initFailed(InitOutcome outcome) {
        missing = outcome instanceof InitOutcome.Failed(var error) && MissingModule.isOfSdk(error.body());
    }

    /**
     * The end of a call. If it failed for want of the SDK its process is not reused, because a new one may have the
     * SDK.
     */
    InvocationEnd callEnded(InvokeOutcome outcome, InvocationEnd ending) {
        missing = outcome instanceof InvokeOutcome.Failed(var error) && MissingModule.isOfSdk(error.body());
        return missing ? ending.notReusable() : ending;
    }

    /**
     * Waits if the last init or call failed for want of the SDK. An interrupt ends the wait, and is kept for the init
     * that follows.
     */
    void await() {
        if (!missing) {
            return;
        }
        missing = false;
        try {
            if (!processes.awaitSdk()) {
                log.say(MISSING);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
