package dev.hearth.dataplane.workermanager;

import dev.hearth.dataplane.worker.Grant;
import dev.hearth.dataplane.worker.WorkerReport;
import dev.hearth.error.ServiceException;
import dev.hearth.model.FunctionArn;
import dev.hearth.model.FunctionVersion;
import dev.hearth.model.SandboxId;
import dev.hearth.model.SandboxKey;
import dev.hearth.model.WorkerId;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a {@link ManagerMachine} hears. */
public sealed interface Event {
    /**
     * A request needs a sandbox. It is answered once, with {@link Action.Give} or {@link Action.Refuse}, now or later.
     *
     * @param ask names the request; unique for a manager's life
     * @param tenant for whom the sandbox is to be, if the function isolates its tenants: no other's is ever given
     */
    record Asked(long ask, FunctionVersion function, Optional<String> tenant) implements Event {}

    /** A request no longer waits. If it has been given a sandbox meanwhile, who gave up ends that grant. */
    record GaveUp(long ask, SandboxKey key) implements Event {}

    /** A grant has ended. Again, or after its limit: no effect. */
    record Ended(Grant grant, Ending how) implements Event {}

    /** A sandbox that was ordered can take invocations. */
    record Started(WorkerId worker, SandboxId sandbox) implements Event {}

    /** A sandbox that was ordered could not be started. */
    record StartFailed(WorkerId worker, SandboxId sandbox, ServiceException reason) implements Event {}

    /** A sandbox that was to be stopped is no longer on its Worker. */
    record Stopped(WorkerId worker, SandboxId sandbox) implements Event {}

    /** A sandbox has ended by itself. */
    record SandboxGone(WorkerId worker, SandboxId sandbox) implements Event {}

    /**
     * A Worker said what it is and what it runs: because it is new or back, or because it was asked with {@link
     * Action.Look}.
     */
    record WorkerReported(WorkerReport report) implements Event {}

    /** A Worker takes no new sandboxes from now on. */
    record WorkerDraining(WorkerId worker) implements Event {}

    /** A Worker does not answer. When it is back, it reports. */
    record WorkerSilent(WorkerId worker) implements Event {}

    /** So many sandboxes of a version are to be started ahead, and kept. With 0, those that there are go. */
    record FloorSet(FunctionVersion function, int sandboxes) implements Event {}

    /**
     * Sandboxes of other revisions than the current one are to go: idle ones now, busy ones when they are done.
     *
     * @param function with a qualifier: that version's sandboxes; else those of all of its versions
     * @param current the revision that stays; null if the function is gone
     */
    record Retired(FunctionArn function, @Nullable String current) implements Event {}

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
