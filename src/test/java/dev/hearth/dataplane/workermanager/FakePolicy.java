package dev.hearth.dataplane.workermanager;

import dev.hearth.dataplane.workermanager.keepalive.KeepAlivePolicy;
import dev.hearth.model.DataSize;
import dev.hearth.model.SandboxKey;
import java.time.Duration;
import java.util.OptionalLong;

/** Keeps every sandbox for the same time, and remembers when the last became idle. */
class FakePolicy implements KeepAlivePolicy {
    private final long keepNanos;
    long lastIdleNanos;

    FakePolicy(Duration keep) {
        this.keepNanos = keep.toNanos();
    }

    @Override
    public void arrived(SandboxKey function, int busy, long nowNanos) {}

    @Override
    public void started(SandboxKey function, DataSize memory, long costNanos, long nowNanos) {}

    @Override
    public void becameIdle(SandboxKey function, int busy, long nowNanos) {
        lastIdleNanos = nowNanos;
    }

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
