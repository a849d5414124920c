package dev.hearth.dataplane.simulation;

import dev.hearth.dataplane.worker.Grant;
import dev.hearth.dataplane.worker.SandboxUsage;
import dev.hearth.dataplane.workermanager.GrantOutcome;
import dev.hearth.error.ServiceException;

/**
 * The messages that the Frontend gets. Each may be delayed. The Frontend ignores a message for a call that no longer
 * waits for it.
 */
interface Answers {
    /** From the Worker Manager: a request was granted a sandbox. */
    void given(long ask, Grant grant);

    /** From the Worker Manager: a request was refused a sandbox. */
    void refused(long ask, ServiceException reason);

    /** From a Worker: an invocation has ended, or was not delivered to its sandbox. */
    void ended(Call call, Grant grant, GrantOutcome how, SandboxUsage usage);

    /** A new Worker Manager has started. It knows no waiting request. */
    void managerBegan();
}
