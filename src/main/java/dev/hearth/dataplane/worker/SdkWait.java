package dev.hearth.dataplane.worker;

import dev.hearth.dataplane.runtimeapi.RuntimeSession.InitOutcome;
import dev.hearth.dataplane.runtimeapi.RuntimeSession.InvokeOutcome;
import dev.hearth.dataplane.runtimes.sdk.MissingModule;
import dev.hearth.dataplane.worker.Outcomes.InvocationEnd;

/**
 * The wait of a sandbox for the AWS SDK, which may still be made when a function first needs it. Only a function that
 * has failed because a module of the SDK is missing waits: in its init, before that is run again, or in a call, before
 * the init that precedes the next call.
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

    /** How a call ended. If it failed so, its process is of no further use: another one may have the SDK. */
    InvocationEnd callEnded(InvokeOutcome outcome, InvocationEnd ending) {
        missing = outcome instanceof InvokeOutcome.Failed(var error) && MissingModule.isOfSdk(error.body());
        return missing ? ending.notReusable() : ending;
    }

    /** Waits if the last init or call failed so. An interrupt ends the wait, and is kept for the init that follows. */
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
