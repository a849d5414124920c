package dev.hearth.dataplane.simulation;

import dev.hearth.dataplane.worker.Grant;
import dev.hearth.dataplane.worker.SandboxUsage;
import dev.hearth.dataplane.workermanager.GrantOutcome;
import dev.hearth.error.ServiceException;

/** What the Frontend hears. Each may come late, and what comes for a call that has gone on is ignored. */
interface Answers {
    /** The Worker Manager: a request may use a sandbox. */
    void given(long ask, Grant grant);

    /** The Worker Manager: a request gets none. */
    void refused(long ask, ServiceException reason);

    /** A Worker: an invocation has ended, or never reached its sandbox. */
    void ended(Call call, Grant grant, GrantOutcome how, SandboxUsage usage);

    /** The Worker Manager has begun anew: it knows of no request that waits. */
    void managerBegan();
}
