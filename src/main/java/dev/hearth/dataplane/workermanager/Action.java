package dev.hearth.dataplane.workermanager;

import dev.hearth.dataplane.worker.Grant;
import dev.hearth.dataplane.worker.StartOrder;
import dev.hearth.error.ServiceException;
import dev.hearth.model.SandboxId;
import dev.hearth.model.WorkerId;

/** What a {@link ManagerMachine} wants done. None of it needs to be done at once, nor in order. */
public sealed interface Action {
    /** Tell a request what it gets: once for each {@link Event.Asked}. */
    sealed interface Answer extends Action {
        long ask();
    }

    /** It may use a sandbox. */
    record Give(long ask, Grant grant) implements Answer {}

    /** It gets no sandbox. */
    record Refuse(long ask, ServiceException reason) implements Answer {}

    /**
     * Have a Worker start a sandbox. Answered with {@link Event.Started} or {@link Event.StartFailed}. The sandboxes
     * that made way for it have been stopped before.
     */
    record Start(WorkerId worker, StartOrder order) implements Action {}

    /** Have a Worker stop a sandbox. Answered with {@link Event.Stopped}. */
    record Stop(WorkerId worker, SandboxId sandbox) implements Action {}

    /**
     * Ask a Worker what it runs. Answered with {@link Event.WorkerReported}, or with {@link Event.WorkerSilent} if it
     * does not answer.
     */
    record Look(WorkerId worker) implements Action {}

    /** Send {@link Event.TimeCame} for this part of the manager at this time, beside those asked for before. */
    record WakeAt(int part, long nanos) implements Action {}
}
