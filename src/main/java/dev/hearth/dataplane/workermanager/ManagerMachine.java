package dev.hearth.dataplane.workermanager;

import dev.hearth.dataplane.counter.InvocationKind;
import dev.hearth.dataplane.counter.ScalingRate;
import dev.hearth.dataplane.placement.Placement;
import dev.hearth.dataplane.worker.Grant;
import dev.hearth.dataplane.worker.SandboxUsage;
import dev.hearth.dataplane.workermanager.keepalive.KeepAlivePolicy;
import dev.hearth.error.ServiceException;
import dev.hearth.model.FunctionArn;
import dev.hearth.model.FunctionVersion;
import dev.hearth.model.SandboxId;
import dev.hearth.model.SandboxKey;
import dev.hearth.time.Ids;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The decisions of the Worker Manager: which sandbox serves which request, what starts, what stops.
 *
 * <p>It has no threads and no clock, and calls no other part: its input is an event and a time, its output are actions.
 * The caller executes the actions, on any thread, and reports their outcomes by further events. The same events lead to
 * the same actions.
 *
 * <pre>
 * {@link Pool}        decides, for one key: who gets which sandbox, when one is wanted, which go
 * {@link Shard}       the pools of a part of the keys, under one lock
 * {@link StartQueue}  the sandboxes that are wanted and have no place yet
 * {@link Fleet}       the Workers and the room on them: what starts and what stops there
 * </pre>
 *
 * <p>Any number of threads may bring events: each part has a lock of its own, and the parts tell each other by
 * {@link Message}s while no lock is held. A request that finds an idle sandbox, and its end, touch one shard.
 *
 * <p>Lost messages are found by time: each Worker is asked for a report every {@link Limits#LOOK_EVERY}, and when a
 * grant or an answer is overdue. Sandboxes that it should not have are stopped, and a Worker that does not answer gets
 * no orders until it does. A new manager learns the existing sandboxes by {@link ManagerEvent.WorkerReported}.
 */
public final class ManagerMachine {
    private final Shard[] shards = new Shard[Shard.COUNT];
    private final Fleet fleet;

    /**
     * A manager without Workers.
     *
     * @param policies makes a policy for a part of the functions; called some hundred times
     * @param ids makes the ids of sandboxes
     * @param epoch of this manager: higher than all earlier ones
     */
    public ManagerMachine(
            WorkerManagerConfiguration configuration,
            Placement placement,
            Supplier<? extends KeepAlivePolicy> policies,
            Ids ids,
            long epoch) {
        fleet = new Fleet(Shard.COUNT, epoch, placement, configuration, ids);
        ScalingRate scaling = new ScalingRate();
        Arrays.setAll(
                shards, number -> new Shard(number, epoch, configuration, policies.get(), scaling, fleet::isSeeking));
    }

    /**
     * Decides.
     *
     * @param now the time in nanoseconds, by a clock that only goes forward
     * @return what is to be done
     */
    public List<ManagerAction> on(ManagerEvent event, long now) {
        Outbox out = new Outbox();
        hear(event, now, out);
        for (Message message = next(out); message != null; message = next(out)) {
            switch (message) {
                case Message.ToShard toShard -> shard(toShard.key()).tell(toShard, now, out);
                case Message.ToFleet toFleet -> fleet.tell(toFleet, now, out);
            }
        }
        return out.actions();
    }

    private void hear(ManagerEvent event, long now, Outbox out) {
        switch (event) {
            case ManagerEvent.Asked(
                    long ask,
                    FunctionVersion function,
                    Optional<String> tenant,
                    InvocationKind kind) -> {
                SandboxKey key = function.sandboxKey(tenant);
                shard(key).ask(ask, function, key, kind, now, out);
            }
            case ManagerEvent.Ended(Grant grant, GrantOutcome how, SandboxUsage usage) ->
                shards[Shard.of(grant)].end(grant, how, usage, now, out);
            case ManagerEvent.GaveUp(long ask, SandboxKey key) -> shard(key).giveUp(ask, key, out);
            case ManagerEvent.FromWorker fromWorker -> fleet.hear(fromWorker, now, out);
            case ManagerEvent.FloorSet(FunctionVersion function, int sandboxes) ->
                shard(function.sandboxKey()).setFloor(function, sandboxes, now, out);
            case ManagerEvent.Retired(SandboxKey key) -> shard(key).retire(key, now, out);
            case ManagerEvent.Draining() -> {
                for (Shard shard : shards) {
                    shard.drain();
                }
            }
            case ManagerEvent.Closed() -> {
                ServiceException reason = Refusals.shuttingDown();
                fleet.close(reason, now, out);
                for (Shard shard : shards) {
                    shard.close(reason, now, out);
                }
            }
            case ManagerEvent.TimeCame(int part) -> {
                if (part == fleet.part()) {
                    fleet.onTime(now, out);
                } else {
                    shards[part].onTime(now, out);
                }
            }
        }
    }

    /** The next message. Before it, the shards report their idle sandboxes if the fleet has requested that. */
    private @Nullable Message next(Outbox out) {
        if (out.takeCollect()) {
            out.collected = true;
            for (Shard shard : shards) {
                shard.collect(out);
            }
            out.send(new Message.Collected());
        }
        return out.next();
    }

    private Shard shard(SandboxKey key) {
        return shards[Shard.of(key)];
    }

    /** The progress of {@link ManagerEvent.FloorSet}. */
    public ProvisionedSandboxes provisioned(SandboxKey version) {
        return shard(version).provisioned(version);
    }

    /** The keys of a function, or of one of its versions, that have a pool. */
    public List<SandboxKey> keysOf(FunctionArn function) {
        List<SandboxKey> keys = new ArrayList<>();
        for (Shard shard : shards) {
            shard.keysOf(function, keys);
        }
        return keys;
    }

    /** The number of sandboxes, those that are being stopped included. */
    public int size() {
        return fleet.size();
    }

    /** Whether a sandbox holds room on a Worker, as far as the manager knows. */
    public boolean knows(SandboxId sandbox) {
        return fleet.knows(sandbox);
    }

    /** The number of requests that have a sandbox or wait for one. */
    public int requests() {
        int sum = 0;
        for (Shard shard : shards) {
            sum += shard.requests();
        }
        return sum;
    }
}
