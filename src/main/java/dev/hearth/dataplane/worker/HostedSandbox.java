package dev.hearth.dataplane.worker;

import dev.hearth.model.SandboxKey;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A sandbox on a worker: the order that started it, its latest grant, and the unpacked code that it keeps from being
 * swept. Its state is the one in the worker's report:
 *
 * <pre>
 * from      event            to        notes
 * STARTING  idle             IDLE      its start has ended
 * any       tryBegin         BUSY      refused while another invocation is in it
 * BUSY      idle, end        IDLE      the invocation has ended, and it can take another one
 * BUSY      spent, end       SPENT     the invocation has ended, and only a stop is left
 * </pre>
 */
final class HostedSandbox {
    private final RunningSandbox sandbox;
    private final StartOrder order;
    private final ProgramFiles files;
    private final long orderedNanos;
    private final AtomicBoolean inUse = new AtomicBoolean();
    private volatile WorkerReport.State state = WorkerReport.State.STARTING;
    private volatile @Nullable Grant grant;

    HostedSandbox(RunningSandbox sandbox, StartOrder order, ProgramFiles files, long orderedNanos) {
        this.sandbox = sandbox;
        this.order = order;
        this.files = files;
        this.orderedNanos = orderedNanos;
    }

    RunningSandbox sandbox() {
        return sandbox;
    }

    StartOrder order() {
        return order;
    }

    ProgramFiles files() {
        return files;
    }

    SandboxKey key() {
        return order.key();
    }

    /**
     * Begins an invocation. False if another one is in the sandbox: its caller gave up, came late, and the sandbox had
     * been granted again.
     */
    boolean tryBegin(Grant granted) {
        if (!inUse.compareAndSet(false, true)) {
            return false;
        }
        grant = granted;
        state = WorkerReport.State.BUSY;
        return true;
    }

    void idle() {
        state = WorkerReport.State.IDLE;
    }

    void spent() {
        state = WorkerReport.State.SPENT;
    }

    /** Ends an invocation, after the state has been changed. */
    void end() {
        inUse.set(false);
    }

    WorkerReport.SandboxReport report(long nowNanos) {
        return new WorkerReport.SandboxReport(
                order, state, Optional.ofNullable(grant), Duration.ofNanos(nowNanos - orderedNanos), sandbox.usage());
    }
}
