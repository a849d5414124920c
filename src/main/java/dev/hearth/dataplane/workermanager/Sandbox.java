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

    /** The list that holds the sandbox, and its neighbours there; written by the list. */
    @Nullable
    SandboxList list;

    @Nullable
    Sandbox older;

    @Nullable
    Sandbox newer;

    /** The grant of the running invocation, while the sandbox is busy. */
    @Nullable
    Grant grant;

    /** When its Worker is asked next whether the invocation still runs, while its grant is overdue. */
    long askNanos;

    /** When the start began. The function's credentials are valid from then on. */
    final long bornNanos;

    /** When the sandbox became idle, while it is idle. */
    long idleSinceNanos;

    IdleKind kind = IdleKind.USED;

    /** Whether it is dropped when its invocation ends: it has ended by itself, or its Worker drains or is silent. */
    boolean leaving;

    /** Whether the fleet's view has it as idle. */
    boolean published;

    /** Whether it is among the shard's sandboxes whose change the fleet has not heard of. */
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
