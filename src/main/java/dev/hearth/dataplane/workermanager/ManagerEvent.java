package dev.hearth.dataplane.workermanager;

import dev.hearth.dataplane.counter.InvocationKind;
import dev.hearth.dataplane.worker.Grant;
import dev.hearth.dataplane.worker.SandboxUsage;
import dev.hearth.dataplane.worker.WorkerReport;
import dev.hearth.error.ServiceException;
import dev.hearth.model.FunctionVersion;
import dev.hearth.model.SandboxId;
import dev.hearth.model.SandboxKey;
import dev.hearth.model.WorkerId;
import java.util.Optional;

/** The events of a {@link ManagerMachine}. */
public sealed interface ManagerEvent {
    /** The reports of Workers about themselves and their sandboxes, or the lack of one. */
    sealed interface FromWorker extends ManagerEvent {}

    /**
     * A request needs a sandbox. It is answered once, with {@link ManagerAction.Give} or {@link ManagerAction.Refuse},
     * now or later.
     *
     * @param ask identifies the request; unique among unanswered requests
     * @param tenant the tenant of the request, if the function isolates tenants; the sandbox serves no other tenant
     * @param kind synchronous requests are served first
     */
    record Asked(long ask, FunctionVersion function, Optional<String> tenant, InvocationKind kind)
            implements ManagerEvent {}

    /**
     * A request no longer waits. If it is not answered yet, it is refused now. Otherwise this has no effect, and the
     * request ends the grant that it was given.
     */
    record GaveUp(long ask, SandboxKey key) implements ManagerEvent {}

    /**
     * A grant has ended. A repeated end, or one of a grant that was taken back, has no effect.
     *
     * @param usage what the sandbox was last measured to use
     */
    record Ended(Grant grant, GrantOutcome how, SandboxUsage usage) implements ManagerEvent {
        /** Of a sandbox that was not measured. */
        public Ended(Grant grant, GrantOutcome how) {
            this(grant, how, SandboxUsage.NONE);
        }
    }

    /** A sandbox that was ordered can take invocations. */
    record Started(WorkerId worker, SandboxId sandbox) implements FromWorker {}

    /** A sandbox that was ordered could not be started. */
    record StartFailed(WorkerId worker, SandboxId sandbox, ServiceException reason) implements FromWorker {}

    /** A sandbox that was to be stopped no longer runs on its Worker. */
    record Stopped(WorkerId worker, SandboxId sandbox) implements FromWorker {}

    /** A sandbox has ended by itself. */
    record SandboxGone(WorkerId worker, SandboxId sandbox) implements FromWorker {}

    /**
     * A Worker has reported its sandboxes, because it is new, has come back, or was asked with {@link
     * ManagerAction.Look}.
     */
    record WorkerReported(WorkerReport report) implements FromWorker {}

    /** A Worker accepts no new sandboxes from now on. */
    record WorkerDraining(WorkerId worker) implements FromWorker {}

    /** A Worker does not answer. It reports when it is back. */
    record WorkerSilent(WorkerId worker) implements FromWorker {}

    /** This many sandboxes of a version are to be provisioned. With 0, existing provisioned ones are stopped. */
    record FloorSet(FunctionVersion function, int sandboxes) implements ManagerEvent {}

    /**
     * A key's revision is no longer current, and never will be again. Its idle sandboxes are stopped now, its busy ones
     * when their invocations end.
     */
    record Retired(SandboxKey key) implements ManagerEvent {}

    /** New requests are refused. Running and waiting ones go on. */
    record Draining() implements ManagerEvent {}

    /** The manager closes: waiting requests are refused, and every sandbox is stopped. */
    record Closed() implements ManagerEvent {}

    /**
     * The time of an {@link ManagerAction.WakeAt} has come.
     *
     * @param part of the manager, as in that action
     */
    record TimeCame(int part) implements ManagerEvent {}
}
