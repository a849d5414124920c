package dev.hearth.dataplane.workermanager;

import dev.hearth.dataplane.worker.Grant;
import dev.hearth.dataplane.worker.StartOrder;
import dev.hearth.error.ServiceException;
import dev.hearth.model.SandboxId;
import dev.hearth.model.WorkerId;

/** The actions that a {@link ManagerMachine} decides. They may be done later, and in any order. */
public sealed interface ManagerAction {
    /** The answer to a request: exactly one for each {@link ManagerEvent.Asked}. */
    sealed interface Answer extends ManagerAction {
        long ask();
    }

    /** The request may use a sandbox. */
    record Give(long ask, Grant grant) implements Answer {}

    /** The request gets no sandbox. */
    record Refuse(long ask, ServiceException reason) implements Answer {}

    /**
     * Let a Worker start a sandbox. The outcome is {@link ManagerEvent.Started} or {@link ManagerEvent.StartFailed}.
     * The sandboxes that were evicted for it have been stopped before.
     */
    record Start(WorkerId worker, StartOrder order) implements ManagerAction {}

    /** Let a Worker stop a sandbox. The outcome is {@link ManagerEvent.Stopped}. */
    record Stop(WorkerId worker, SandboxId sandbox) implements ManagerAction {}

    /**
     * Ask a Worker what it runs. The outcome is {@link ManagerEvent.WorkerReported}, or {@link
     * ManagerEvent.WorkerSilent} if the Worker does not answer.
     */
    record Look(WorkerId worker) implements ManagerAction {}

    /**
     * Send {@link ManagerEvent.TimeCame} to this part of the manager at this time. Earlier orders to do so stay valid.
     */
    record WakeAt(int part, long nanos) implements ManagerAction {}
}
