package dev.hearth.dataplane.simulation;

import dev.hearth.dataplane.worker.Grant;
import dev.hearth.dataplane.worker.StartOrder;
import dev.hearth.dataplane.worker.WorkerReport;
import dev.hearth.model.SandboxId;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One sandbox of a simulated Worker.
 *
 * <pre>
 * from      event              to        notes
 * STARTING  initialised        IDLE
 * IDLE      invoked            BUSY
 * BUSY      the function ends  IDLE      unless it timed out or crashed: then it takes no other
 * any       stopped, crashed   (none)    and whatever it ran is cut off
 * </pre>
 */
final class SimulatedSandbox {
    final StartOrder order;
    final SimulatedFunction function;
    final long orderedNanos;

    WorkerReport.State state = WorkerReport.State.STARTING;
    long idleSinceNanos;
    long served;
    boolean spent;

    @Nullable
    Grant grant;

    @Nullable
    Call call;

    SimulatedSandbox(StartOrder order, SimulatedFunction function, long orderedNanos) {
        this.order = order;
        this.function = function;
        this.orderedNanos = orderedNanos;
    }

    SandboxId id() {
        return order.sandbox();
    }

    WorkerReport.Resident resident() {
        return new WorkerReport.Resident(
                id(), order.function(), order.tenant(), order.type(), reported(), Optional.ofNullable(grant));
    }

    private WorkerReport.State reported() {
        return spent && state == WorkerReport.State.IDLE ? WorkerReport.State.SPENT : state;
    }
}
