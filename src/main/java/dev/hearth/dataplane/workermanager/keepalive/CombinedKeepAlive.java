package dev.hearth.dataplane.workermanager.keepalive;

import dev.hearth.model.DataSize;
import dev.hearth.model.SandboxKey;
import java.util.OptionalLong;

/**
 * Two policies together: {@link HistogramKeepAlive} decides how long sandboxes stay and which are started ahead, {@link
 * GreedyDualKeepAlive} decides the order of eviction. Both get all events.
 */
final class CombinedKeepAlive implements KeepAlivePolicy {
    private final KeepAlivePolicy times;
    private final KeepAlivePolicy values;

    CombinedKeepAlive(KeepAlivePolicy times, KeepAlivePolicy values) {
        this.times = times;
        this.values = values;
    }

    @Override
    public void arrived(SandboxKey function, int busy, long nowNanos) {
        times.arrived(function, busy, nowNanos);
        values.arrived(function, busy, nowNanos);
    }

    @Override
    public void started(SandboxKey function, DataSize memory, long costNanos, long nowNanos) {
        times.started(function, memory, costNanos, nowNanos);
        values.started(function, memory, costNanos, nowNanos);
    }

    @Override
    public void becameIdle(SandboxKey function, int busy, long nowNanos) {
        times.becameIdle(function, busy, nowNanos);
        values.becameIdle(function, busy, nowNanos);
    }

    @Override
    public void removed(SandboxKey function, Removal why, long idleSinceNanos, long nowNanos) {
        times.removed(function, why, idleSinceNanos, nowNanos);
        values.removed(function, why, idleSinceNanos, nowNanos);
    }

    @Override
    public long keepUntil(SandboxKey function, IdleKind kind, long idleSinceNanos) {
        return times.keepUntil(function, kind, idleSinceNanos);
    }

    @Override
    public OptionalLong preWarmAt(SandboxKey function) {
        return times.preWarmAt(function);
    }

    @Override
    public double value(SandboxKey function, long idleSinceNanos) {
        return values.value(function, idleSinceNanos);
    }
}
