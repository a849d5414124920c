package dev.hearth.dataplane.worker;

import dev.hearth.dataplane.sandbox.Sandbox;
import java.time.Instant;

/** Makes the driver's sandbox, and starts the runtime's processes in it. */
interface SandboxProcesses {
    /** Makes the empty sandbox. To be called once. */
    Sandbox create();

    /** Whether a process that is started now gets credentials that end later than this. */
    boolean renews(Instant end);

    /**
     * Waits, for a limited time, while the AWS SDK of the function's runtime is being made. A process that is started
     * then has it.
     *
     * @return whether there is an SDK
     */
    boolean awaitSdk() throws InterruptedException;

    /**
     * Starts a process in the empty sandbox.
     *
     * @param onExit called when the process has ended, from a thread that must not be blocked
     */
    SandboxProcess start(Sandbox empty, Runnable onExit);
}
