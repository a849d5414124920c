package dev.hearth.dataplane.workermanager;

import dev.hearth.dataplane.worker.Grant;
import dev.hearth.dataplane.workermanager.keepalive.KeepAlivePolicy.IdleKind;
import dev.hearth.model.InitializationType;
import dev.hearth.model.SandboxId;
import dev.hearth.model.WorkerId;
import org.jspecify.annotations.Nullable;

/** A sandbox in its pool. Guarded by the lock of the pool's shard. */
final class Sandbox {
    final SandboxId id;
    final Pool pool;
    final WorkerId worker;
    final InitializationType type;

    /** The list that it is in, and its neighbours there: written by the list. */
    @Nullable
    SandboxList list;

    @Nullable
    Sandbox older;

    @Nullable
    Sandbox newer;

    /** Whose invocation it runs, while it is busy. */
    @Nullable
    Grant grant;

    /** When it began to start: its function's credentials are from then. */
    final long bornNanos;

    /** When it became idle, while it is. */
    long idleSinceNanos;

    IdleKind kind = IdleKind.USED;

    /** It is not kept when its invocation ends: it has ended itself, or its Worker drains or is silent. */
    boolean leaving;

    /** The fleet was told that it is idle, and not yet otherwise. */
    boolean published;

    /** It is among those of the shard whose state the fleet has yet to hear. */
    boolean changed;

    Sandbox(SandboxId id, Pool pool, WorkerId worker, InitializationType type, long bornNanos) {
        this.id = id;
        this.pool = pool;
        this.worker = worker;
        this.type = type;
        this.bornNanos = bornNanos;
    }

    boolean isProvisioned() {
        return type == InitializationType.PROVISIONED_CONCURRENCY;
    }
}
