package dev.hearth.dataplane.workermanager;

import dev.hearth.dataplane.worker.Grant;
import dev.hearth.dataplane.worker.SandboxUsage;
import dev.hearth.dataplane.workermanager.keepalive.KeepAlivePolicy.IdleKind;
import dev.hearth.model.InitializationType;
import dev.hearth.model.SandboxId;
import dev.hearth.model.WorkerId;
import org.jspecify.annotations.Nullable;

/** A sandbox in its pool. Guarded by the lock of the pool's shard. */
final class PooledSandbox {
    final SandboxId id;
    final Pool pool;
    final WorkerId worker;
    final InitializationType type;

    /** The list that holds the sandbox, and its neighbours there; written by the list. */
    @Nullable
    SandboxList list;

    @Nullable
    PooledSandbox older;

    @Nullable
    PooledSandbox newer;

    /** The grant of the running invocation, while the sandbox is busy. */
    @Nullable
    Grant grant;

    /** When its Worker is asked next whether the invocation still runs, while its grant is overdue. */
    long askNanos;

    /** When the start began. The function's credentials are valid from then on. */
    final long bornNanos;

    /** When the sandbox became idle, while it is idle. */
    long idleSinceNanos;

    /** The number of its measures that are known. */
    private int measures;

    /** What placement expects it to use. */
    private LearnedUsage.Expected expected;

    IdleKind kind = IdleKind.USED;

    /** Whether it is dropped when its invocation ends: it has ended by itself, or its Worker drains or is silent. */
    boolean leaving;

    /** Whether the fleet's view has it as idle. */
    boolean published;

    /** Whether it is among the shard's sandboxes whose change the fleet has not heard of. */
    boolean changed;

    /** @param expected what placement expects it to use */
    PooledSandbox(
            SandboxId id,
            Pool pool,
            WorkerId worker,
            InitializationType type,
            long bornNanos,
            LearnedUsage.Expected expected) {
        this.id = id;
        this.pool = pool;
        this.worker = worker;
        this.type = type;
        this.bornNanos = bornNanos;
        this.expected = expected;
    }

    /** Its invocation has ended, and it was last measured to use this. */
    void measured(SandboxUsage usage, Outbox out) {
        if (usage.measures() != measures) { // else it is known already
            measures = usage.measures();
            pool.usage.measured(usage);
            tellExpected(out);
        }
    }

    /** It is adopted, and was measured to use this before. */
    void measuredBefore(SandboxUsage usage, Outbox out) {
        measures = usage.measures();
        pool.usage.adopted(usage);
        tellExpected(out);
    }

    /** Reports the sandbox's expected usage to placement, if it has changed. */
    void tellExpected(Outbox out) {
        LearnedUsage.Expected now = pool.usage.expected();
        if (now.differsFrom(expected)) {
            expected = now;
            out.send(new Message.Expect(id, now));
        }
    }

    /** When it is as old as sandboxes get. */
    long wornAtNanos() {
        return bornNanos + Limits.GREATEST_AGE.toNanos();
    }

    boolean isWorn(long now) {
        return wornAtNanos() - now <= 0;
    }

    boolean isProvisioned() {
        return type == InitializationType.PROVISIONED_CONCURRENCY;
    }
}
