package dev.hearth.dataplane.simulation;

import dev.hearth.dataplane.worker.Grant;
import dev.hearth.dataplane.worker.SandboxUsage;
import dev.hearth.dataplane.worker.StartOrder;
import dev.hearth.dataplane.worker.WorkerReport;
import dev.hearth.model.DataSize;
import dev.hearth.model.SandboxId;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * One sandbox of a simulated Worker.
 *
 * <pre>
 * from      event              to        notes
 * STARTING  initialised        IDLE
 * IDLE      invoked            BUSY
 * BUSY      the function ends  IDLE      after a timeout or a crash it takes no other invocation
 * any       stopped, crashed   (none)    its invocation is broken off
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
    private SandboxUsage usage = SandboxUsage.NONE;
    private long measuredNanos;
    private double workNanos;

    @Nullable
    Grant grant;

    @Nullable
    Call call;

    SimulatedSandbox(StartOrder order, SimulatedFunction function, long orderedNanos) {
        this.order = order;
        this.function = function;
        this.orderedNanos = orderedNanos;
        this.measuredNanos = orderedNanos;
    }

    SandboxId id() {
        return order.sandbox();
    }

    /** Measures an invocation that has ended. As on a real Worker, short invocations in a row share a measurement. */
    SandboxUsage measure(long ranNanos, double processors, long nowNanos) {
        workNanos += ranNanos * processors;
        long sinceNanos = nowNanos - measuredNanos;
        if (usage.measures() == 0
                || ranNanos >= Limits.WORTH_A_MEASURE.toNanos()
                || sinceNanos > Limits.MEASURE.toNanos()) {
            OptionalInt cpuMillis =
                    sinceNanos <= 0 ? OptionalInt.empty() : OptionalInt.of((int) (workNanos * 1_000 / sinceNanos));
            DataSize peak = DataSize.ofMebibytes(function.profile().footprint().usedMb());
            usage = new SandboxUsage(peak, cpuMillis, usage.measures() + 1);
            measuredNanos = nowNanos;
            workNanos = 0;
        }
        return usage;
    }

    WorkerReport.SandboxReport resident(long nowNanos) {
        return new WorkerReport.SandboxReport(
                order, reported(), Optional.ofNullable(grant), Duration.ofNanos(nowNanos - orderedNanos), usage);
    }

    private WorkerReport.State reported() {
        return spent && state == WorkerReport.State.IDLE ? WorkerReport.State.SPENT : state;
    }
}
