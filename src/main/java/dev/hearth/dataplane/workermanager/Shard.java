package dev.hearth.dataplane.workermanager;

import dev.hearth.dataplane.counter.InvocationKind;
import dev.hearth.dataplane.counter.ScalingRate;
import dev.hearth.dataplane.worker.Grant;
import dev.hearth.dataplane.worker.SandboxUsage;
import dev.hearth.dataplane.worker.WorkerReport;
import dev.hearth.dataplane.worker.WorkerReport.SandboxReport;
import dev.hearth.dataplane.workermanager.keepalive.KeepAlivePolicy;
import dev.hearth.error.ServiceException;
import dev.hearth.model.FunctionArn;
import dev.hearth.model.FunctionVersion;
import dev.hearth.model.SandboxId;
import dev.hearth.model.SandboxKey;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The pools of a part of the keys, under one lock. The lock is held briefly, and no other part is called under it. A
 * request that finds an idle sandbox takes only this lock, so requests in different shards do not contend.
 *
 * <p>A pool is made when its key is first asked for, and removed when there is nothing in it.
 */
final class Shard {
    /** The number of low bits in a grant's id that are the number of its shard. */
    static final int NUMBER_BITS = 8;

    static final int COUNT = 1 << NUMBER_BITS;

    final KeepAlivePolicy policy;
    final ScalingRate scaling;
    final long waitNanos;
    final long roomNanos;
    private final int number;
    private final long epoch;

    /** Whether a start seeks room, so that each sandbox that becomes idle is to be reported. */
    private final BooleanSupplier sought;

    private final ReentrantLock lock = new ReentrantLock();
    private final LearnedUsages usages;
    private final Map<SandboxKey, Pool> pools = new HashMap<>();
    private final Map<SandboxId, PooledSandbox> sandboxes = new HashMap<>();
    private final DueQueue<Pool> due;

    /** Sandboxes whose change between idle and busy the fleet has not heard of. */
    private Set<PooledSandbox> changed = new LinkedHashSet<>();

    private long grants;
    private boolean started;
    private long latest;
    private Life life = Life.SERVING;
    private @Nullable ServiceException closedBecause;

    private enum Life {
        SERVING,
        DRAINING,
        CLOSED
    }

    /**
     * Without any pool.
     *
     * @param scaling of all shards: versions of one function may be in several
     */
    Shard(
            int number,
            long epoch,
            WorkerManagerConfiguration configuration,
            KeepAlivePolicy policy,
            ScalingRate scaling,
            BooleanSupplier sought) {
        this.scaling = scaling;
        this.number = number;
        this.epoch = epoch;
        this.waitNanos = configuration.waitLimit().toNanos();
        this.roomNanos = configuration.roomLimit().toNanos();
        this.usages = new LearnedUsages(
                configuration.memoryOvercommit(), configuration.floor().memory());
        this.policy = policy;
        this.sought = sought;
        this.due = new DueQueue<>(number, Pool::isDueAt);
    }

    /** The number of a key's shard. It is the same in every process, as hash codes of strings are. */
    static int of(SandboxKey key) {
        int hash = key.arn().name().hashCode() * 31 + key.revisionId().hashCode();
        int mixed = (hash ^ key.tenant().map(String::hashCode).orElse(0)) * 0x9E3779B9;
        return mixed >>> (Integer.SIZE - NUMBER_BITS);
    }

    /** The number of the shard that gave the grant. */
    static int of(Grant grant) {
        return (int) (grant.id() & (COUNT - 1));
    }

    // events

    void ask(long ask, FunctionVersion function, SandboxKey key, InvocationKind kind, long clock, Outbox out) {
        lock.lock();
        try {
            long now = forward(clock);
            if (life != Life.SERVING) {
                out.act(new ManagerAction.Refuse(ask, Refusals.shuttingDown()));
                return;
            }
            pool(key, function).ask(ask, function, kind, now, out);
        } finally {
            lock.unlock();
        }
    }

    void giveUp(long ask, SandboxKey key, Outbox out) {
        lock.lock();
        try {
            Pool pool = pools.get(key);
            if (pool != null) {
                pool.giveUp(ask, out);
                removeIfEmpty(pool);
            }
        } finally {
            lock.unlock();
        }
    }

    void end(Grant grant, GrantOutcome how, SandboxUsage usage, long clock, Outbox out) {
        lock.lock();
        try {
            long now = forward(clock);
            PooledSandbox sandbox = sandboxes.get(grant.sandbox());
            Grant current = sandbox == null ? null : sandbox.grant;
            if (sandbox != null && current != null && current.id() == grant.id() && current.epoch() == grant.epoch()) {
                sandbox.measured(usage, out);
                sandbox.pool.end(sandbox, how, now, out);
                removeIfEmpty(sandbox.pool);
            }
        } finally {
            lock.unlock();
        }
    }

    void setFloor(FunctionVersion version, int count, long clock, Outbox out) {
        lock.lock();
        try {
            long now = forward(clock);
            if (life == Life.SERVING) {
                Pool pool = pool(version.sandboxKey(), version);
                pool.setFloor(version, count, now, out);
                removeIfEmpty(pool);
            }
        } finally {
            lock.unlock();
        }
    }

    void retire(SandboxKey key, long clock, Outbox out) {
        lock.lock();
        try {
            long now = forward(clock);
            Pool pool = pools.get(key);
            if (pool != null) {
                pool.retire(now, out);
                removeIfEmpty(pool);
            }
        } finally {
            lock.unlock();
        }
    }

    void onTime(long clock, Outbox out) {
        lock.lock();
        try {
            long now = forward(clock);
            for (Pool pool = due.poll(now); pool != null; pool = due.poll(now)) {
                pool.onTime(now, out);
                removeIfEmpty(pool);
            }
            due.awake(now, out);
        } finally {
            lock.unlock();
        }
    }

    /** Refuses new requests. Sandboxes are no longer replaced. */
    void drain() {
        lock.lock();
        try {
            if (life == Life.SERVING) {
                life = Life.DRAINING;
            }
        } finally {
            lock.unlock();
        }
    }

    void close(ServiceException reason, long clock, Outbox out) {
        lock.lock();
        try {
            long now = forward(clock);
            life = Life.CLOSED;
            closedBecause = reason;
            for (Pool pool : List.copyOf(pools.values())) {
                pool.close(reason, now, out);
                removeIfEmpty(pool);
            }
        } finally {
            lock.unlock();
        }
    }

    // messages

    void tell(Message.ToShard message, long clock, Outbox out) {
        lock.lock();
        try {
            long now = forward(clock);
            switch (message) {
                case Message.Confirm(PendingStart start) -> confirm(start, out);
                case Message.Arrived arrived -> arrived(arrived, now, out);
                case Message.Failed(PendingStart start, ServiceException reason) ->
                    known(start.key()).failed(start, reason, now, out);
                case Message.NoRoom(PendingStart start, ServiceException reason) ->
                    known(start.key()).noRoom(start, reason, now, out);
                case Message.Evict(SandboxKey _, SandboxId id, Message.Room room) -> evict(id, room, now, out);
                case Message.Adopt adopt -> adopt(adopt, now, out);
                case Message.Ended(SandboxKey _, SandboxId id) -> {
                    PooledSandbox sandbox = sandboxes.get(id);
                    if (sandbox != null) {
                        sandbox.pool.ended(sandbox, now, out);
                    }
                }
                case Message.Looked(SandboxKey _, SandboxId id, Optional<WorkerReport.State> found) -> {
                    PooledSandbox sandbox = sandboxes.get(id);
                    if (sandbox != null) {
                        sandbox.pool.looked(sandbox, found, now, out);
                    }
                }
                case Message.Leave(SandboxKey _, SandboxId id) -> {
                    PooledSandbox sandbox = sandboxes.get(id);
                    if (sandbox != null) {
                        sandbox.pool.leave(sandbox, now, out);
                    }
                }
            }
            Pool pool = pools.get(message.key());
            if (pool != null) {
                removeIfEmpty(pool);
            }
        } finally {
            lock.unlock();
        }
    }

    private void confirm(PendingStart start, Outbox out) {
        boolean needed = known(start.key()).needs(start);
        if (!needed && start.isForCall()) {
            scaling.giveBack(start.key().arn());
        }
        out.send(needed ? new Message.Needed(start) : new Message.Unneeded(start));
    }

    private void arrived(Message.Arrived arrived, long now, Outbox out) {
        Pool pool = known(arrived.key());
        PooledSandbox sandbox = new PooledSandbox(
                arrived.sandbox(),
                pool,
                arrived.worker(),
                arrived.start().type(),
                now - arrived.costNanos(),
                arrived.expected());
        sandboxes.put(sandbox.id, sandbox);
        sandbox.tellExpected(out);
        pool.arrived(arrived.start(), sandbox, arrived.costNanos(), now, out);
        closeLate(pool, now, out);
    }

    private void evict(SandboxId id, Message.Room room, long now, Outbox out) {
        PooledSandbox sandbox = sandboxes.get(id);
        if (sandbox != null && sandbox.pool.evict(sandbox, now, out)) {
            out.send(new Message.Evicted(id, room));
            return;
        }
        if (sandbox != null) {
            sandbox.published = false;
        }
        out.send(new Message.NotEvicted(id, room));
    }

    private void adopt(Message.Adopt adopt, long now, Outbox out) {
        SandboxReport resident = adopt.resident();
        PooledSandbox known = sandboxes.get(resident.sandbox());
        if (known != null) {
            known.leaving = false; // its Worker answers again
            return;
        }
        Pool pool = pool(adopt.key(), resident.function());
        PooledSandbox sandbox = new PooledSandbox(
                resident.sandbox(),
                pool,
                adopt.worker(),
                resident.type(),
                now - resident.age().toNanos(),
                LearnedUsage.unknown(resident.function().memory()));
        sandboxes.put(sandbox.id, sandbox);
        sandbox.measuredBefore(resident.usage(), out);
        pool.adopt(sandbox, resident, now, out);
        closeLate(pool, now, out);
    }

    /** Drops a sandbox that arrives after the manager has closed. */
    private void closeLate(Pool pool, long now, Outbox out) {
        ServiceException reason = closedBecause;
        if (reason != null) {
            pool.close(reason, now, out);
        }
    }

    /** Reports every sandbox that has become idle or busy since the last report to the fleet. */
    void collect(Outbox out) {
        lock.lock();
        try {
            Set<PooledSandbox> told = changed;
            changed = new LinkedHashSet<>();
            for (PooledSandbox sandbox : told) {
                sandbox.changed = false;
                if (sandbox.pool.isEvictable(sandbox)) {
                    tellIdle(sandbox, true, out);
                } else if (sandbox.published) {
                    sandbox.published = false;
                    out.send(new Message.Busy(sandbox.id));
                }
            }
        } finally {
            lock.unlock();
        }
    }

    // what pools use

    /** The shard's time. Callers read the clock before they take the lock, so their times may be out of order. */
    private long forward(long clock) {
        if (clock - latest > 0 || !started) {
            started = true;
            latest = clock;
        }
        return latest;
    }

    Grant grant(PooledSandbox sandbox, long untilNanos) {
        return new Grant(grants++ << NUMBER_BITS | number, sandbox.worker, sandbox.id, epoch, untilNanos);
    }

    /** A sandbox has changed between idle and busy. The fleet hears of it when it asks. */
    void noteChange(PooledSandbox sandbox) {
        if (!sandbox.changed) {
            sandbox.changed = true;
            changed.add(sandbox);
        }
    }

    void tellIfSought(PooledSandbox sandbox, Outbox out) {
        if (sought.getAsBoolean()) {
            tellIdle(sandbox, false, out);
        }
    }

    private void tellIdle(PooledSandbox sandbox, boolean more, Outbox out) {
        sandbox.published = true;
        SandboxKey key = sandbox.pool.key();
        out.send(new Message.Idle(sandbox.id, policy.value(key, sandbox.idleSinceNanos), more));
    }

    void forget(PooledSandbox sandbox) {
        sandboxes.remove(sandbox.id);
        changed.remove(sandbox);
    }

    void remind(Pool pool, long nanos, Outbox out) {
        due.add(pool, nanos, out);
    }

    boolean isEnding() {
        return life != Life.SERVING;
    }

    private Pool pool(SandboxKey key, FunctionVersion function) {
        Pool pool = pools.get(key);
        if (pool == null) {
            pool = new Pool(this, key, function, usages.of(function));
            pools.put(key, pool);
        }
        return pool;
    }

    /** Finds a pool that exists because it expects a sandbox. */
    private Pool known(SandboxKey key) {
        Pool pool = pools.get(key);
        if (pool == null) {
            throw new IllegalStateException("no pool of " + key + " expects anything");
        }
        return pool;
    }

    private void removeIfEmpty(Pool pool) {
        if (pool.isEmpty()) {
            pools.remove(pool.key(), pool);
        }
    }

    // what there is

    ProvisionedSandboxes provisioned(SandboxKey key) {
        lock.lock();
        try {
            Pool pool = pools.get(key);
            return pool == null ? ProvisionedSandboxes.NONE : pool.provisioned();
        } finally {
            lock.unlock();
        }
    }

    /** The keys of a function, or of one of its versions, that have a pool. */
    void keysOf(FunctionArn function, List<SandboxKey> keys) {
        lock.lock();
        try {
            for (SandboxKey key : pools.keySet()) {
                boolean same = function.qualifier().isPresent()
                        ? key.arn().equals(function)
                        : key.arn().name().equals(function.name())
                                && key.arn().unqualified().equals(function);
                if (same) {
                    keys.add(key);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    int requests() {
        lock.lock();
        try {
            return pools.values().stream().mapToInt(Pool::requests).sum();
        } finally {
            lock.unlock();
        }
    }
}
