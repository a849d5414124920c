package dev.hearth.dataplane.workermanager.keepalive;

import dev.hearth.model.DataSize;
import dev.hearth.model.SandboxKey;
import java.time.Duration;
import java.util.OptionalLong;

/** Each idle sandbox stays for the same time. The sandbox that has been idle for longest is evicted first. */
public final class FixedKeepAlive implements KeepAlivePolicy {
    private final long keepNanos;

    public FixedKeepAlive(Duration keepAlive) {
        this.keepNanos = keepAlive.toNanos();
    }

    @Override
    public void arrived(SandboxKey function, int busy, long nowNanos) {}

    @Override
    public void started(SandboxKey function, DataSize memory, long costNanos, long nowNanos) {}

    @Override
    public void becameIdle(SandboxKey function, int busy, long nowNanos) {}

    @Override
    public void removed(SandboxKey function, Removal why, long idleSinceNanos, long nowNanos) {}

    @Override
    public long keepUntil(SandboxKey function, IdleKind kind, long idleSinceNanos) {
        return idleSinceNanos + keepNanos;
    }

    @Override
    public OptionalLong preWarmAt(SandboxKey function) {
        return OptionalLong.empty();
    }

    @Override
    public double value(SandboxKey function, long idleSinceNanos) {
        return idleSinceNanos;
    }
}
