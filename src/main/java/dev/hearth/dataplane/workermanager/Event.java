package dev.hearth.dataplane.workermanager;

import dev.hearth.dataplane.worker.Grant;
import dev.hearth.dataplane.worker.WorkerReport;
import dev.hearth.error.ServiceException;
import dev.hearth.model.FunctionVersion;
import dev.hearth.model.SandboxId;
import dev.hearth.model.SandboxKey;
import dev.hearth.model.WorkerId;
import java.util.Optional;

/** What a {@link ManagerMachine} hears. */
public sealed interface Event {
    /** What Workers say of their sandboxes and of themselves, or that they say nothing. */
    sealed interface FromWorker extends Event {}

    /**
     * A request needs a sandbox. It is answered once, with {@link Action.Give} or {@link Action.Refuse}, now or later.
     *
     * @param ask names the request; unique among those that have no answer yet
     * @param tenant for whom the sandbox is to be, if the function isolates its tenants: no other's is ever given
     */
    record Asked(long ask, FunctionVersion function, Optional<String> tenant) implements Event {}

    /**
     * A request no longer waits. If it is not answered yet, it is refused now; else there is no effect, and who gave up
     * ends the grant that it was given.
     */
    record GaveUp(long ask, SandboxKey key) implements Event {}

    /** A grant has ended. Again, or after its limit: no effect. */
    record Ended(Grant grant, Ending how) implements Event {}

    /** A sandbox that was ordered can take invocations. */
    record Started(WorkerId worker, SandboxId sandbox) implements FromWorker {}

    /** A sandbox that was ordered could not be started. */
    record StartFailed(WorkerId worker, SandboxId sandbox, ServiceException reason) implements FromWorker {}

    /** A sandbox that was to be stopped is no longer on its Worker. */
    record Stopped(WorkerId worker, SandboxId sandbox) implements FromWorker {}

    /** A sandbox has ended by itself. */
    record SandboxGone(WorkerId worker, SandboxId sandbox) implements FromWorker {}

    /**
     * A Worker said what it is and what it runs: because it is new or back, or because it was asked with {@link
     * Action.Look}.
     */
    record WorkerReported(WorkerReport report) implements FromWorker {}

    /** A Worker takes no new sandboxes from now on. */
    record WorkerDraining(WorkerId worker) implements FromWorker {}

    /** A Worker does not answer. When it is back, it reports. */
    record WorkerSilent(WorkerId worker) implements FromWorker {}

    /** So many sandboxes of a version are to be started ahead, and kept. With 0, those that there are go. */
    record FloorSet(FunctionVersion function, int sandboxes) implements Event {}

    /**
     * A key's revision is no longer current, and never will be again: its sandboxes are to go, idle ones now, busy ones
     * when they are done.
     */
    record Retired(SandboxKey key) implements Event {}

    /** No new request is given a sandbox any more; those that run or wait go on. */
    record Draining() implements Event {}

    /** Everything ends: whoever waits is refused, every sandbox is stopped. */
    record Closed() implements Event {}

    /**
     * A time has come that an {@link Action.WakeAt} named.
     *
     * @param part of the manager, as in that action
     */
    record TimeCame(int part) implements Event {}
}
