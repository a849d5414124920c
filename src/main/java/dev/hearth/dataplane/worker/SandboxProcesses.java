package dev.hearth.dataplane.worker;

import dev.hearth.dataplane.sandbox.Sandbox;
import java.time.Instant;

/** Makes the driver's sandbox, and starts the function's runtime in it. */
interface SandboxProcesses {
    /** Makes the empty sandbox. To be called once. */
    Sandbox create();

    /** Whether a process that is started now gets credentials that end later than this. */
    boolean renews(Instant end);

    /**
     * Waits, for a limited time, for the AWS SDK of the function's runtime if that is being made. A process that is
     * started then has it.
     *
     * @return whether it is there
     */
    boolean awaitSdk() throws InterruptedException;

    /**
     * Starts a process in the sandbox, which is empty.
     *
     * @param onExit called when the process has ended, from a thread that must not be blocked
     */
    SandboxProcess start(Sandbox empty, Runnable onExit);
}
