package dev.hearth.dataplane.workermanager;

import dev.hearth.error.ServiceException;
import dev.hearth.model.DataSize;
import dev.hearth.model.FunctionArn;
import dev.hearth.model.InitializationType;
import dev.hearth.model.SandboxId;
import dev.hearth.model.SandboxKey;
import dev.hearth.model.WorkerId;
import dev.hearth.time.Time;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * All sandboxes that there are, each in the pool of its key. Does what the pools decide about those that become free,
 * grow old or end; how they come into being is {@link Starts}' affair.
 *
 * <p>A pool is made when its key is first asked for and removed when there is nothing in it; whoever finds one that was
 * removed meanwhile asks for its successor. Sandboxes are stopped without a lock, on threads of their own.
 */
final class Pools {
    private final Fleet fleet;
    private final Tasks tasks;
    private final Time time;
    private final Consumer<SandboxKey> missing;
    private final Map<SandboxKey, SandboxPool> pools = new ConcurrentHashMap<>();
    private final Map<SandboxId, Member> members = new ConcurrentHashMap<>();
    private volatile boolean closed;

    /**
     * None yet.
     *
     * @param missing told of the key of a sandbox that ended and was not meant to
     */
    Pools(Fleet fleet, Tasks tasks, Time time, Consumer<SandboxKey> missing) {
        this.fleet = fleet;
        this.tasks = tasks;
        this.time = time;
        this.missing = missing;
    }

    /** The pool of a key if there is one. */
    @Nullable
    SandboxPool find(SandboxKey key) {
        return pools.get(key);
    }

    /** The pool of a key, which may be closed by the time it is asked. */
    SandboxPool of(SandboxKey key) {
        return pools.computeIfAbsent(key, absent -> new SandboxPool());
    }

    /** Removes a pool that has said that it is closed: whoever closed it is about to do so too. */
    void removeClosed(SandboxKey key, SandboxPool pool) {
        pools.remove(key, pool);
    }

    void removeIfEmpty(SandboxKey key, SandboxPool pool) {
        if (pool.closeIfEmpty()) {
            pools.remove(key, pool);
        }
    }

    int size() {
        return members.size();
    }

    /** One that a worker ran before this manager came. */
    void adopt(WorkerId worker, SandboxId id, SandboxKey key) {
        // its memory is part of the worker's own view
        Member member = new Member(id, key, worker, new DataSize(0), InitializationType.ON_DEMAND);
        members.put(id, member);
        if (!of(key).adopt(member, time.nanos())) {
            throw new IllegalStateException("a pool was closed before anybody could have used it: " + key);
        }
    }

    /** A start has made one. */
    void started(Start start, Member member) {
        members.put(member.id(), member);
        act(start.pool(), member, start.done(member, time.nanos()));
        if (!fleet.worker(member.worker()).has(member.id())) {
            lost(member.id()); // it ended before it was known here, so that what was told of that went unheard
        }
    }

    /** A leased one is free: the oldest waiter gets it, or it is kept, or stopped. */
    void giveBack(SandboxPool pool, Member member) {
        act(pool, member, pool.free(member, time.nanos()));
    }

    private void act(SandboxPool pool, Member member, SandboxPool.Next decision) {
        SandboxPool.Next next = decision;
        while (true) {
            switch (next) {
                case SandboxPool.Next.Serve(Waiter waiter) -> {
                    if (waiter.serve(member)) {
                        return;
                    }
                    next = pool.free(member, time.nanos());
                }
                case SandboxPool.Next.Keep() -> {
                    fleet.idleAppeared();
                    if (closed) {
                        stopSoon(pool.retire()); // it came too late to be stopped with the others
                    }
                    return;
                }
                case SandboxPool.Next.Stop() -> {
                    stopSoon(List.of(member));
                    removeIfEmpty(member.key(), pool);
                    return;
                }
            }
        }
    }

    /** A leased one can't be used any more. */
    void discard(SandboxPool pool, Member member) {
        pool.discard(member);
        stopSoon(List.of(member));
        missing.accept(member.key());
        removeIfEmpty(member.key(), pool);
    }

    /** One ended by itself. If it is leased, its lease discards it. */
    void lost(SandboxId id) {
        Member member = members.get(id);
        SandboxPool pool = member == null ? null : pools.get(member.key());
        if (member != null && pool != null && pool.lost(id)) {
            forget(member);
            missing.accept(member.key());
            removeIfEmpty(member.key(), pool);
        }
    }

    /** Stops those that have been idle since before then. */
    void expire(long beforeNanos) {
        pools.forEach((key, pool) -> {
            stopSoon(pool.expire(beforeNanos));
            removeIfEmpty(key, pool);
        });
    }

    /** Stops the one that has been idle for longest, of whichever key; false if none is idle. */
    boolean stopLongestIdle() {
        long now = time.nanos();
        Optional<Member> longestIdle = pools.values().stream()
                .filter(pool -> pool.idleSinceNanos().isPresent())
                // ages, not times: these may be compared even where the clock's number wraps around
                .max(Comparator.comparingLong(
                        pool -> now - pool.idleSinceNanos().orElse(now)))
                .flatMap(SandboxPool::evict);
        longestIdle.ifPresent(this::stop);
        return longestIdle.isPresent();
    }

    /** Lets go of those of a function that serve another revision: idle ones now, busy ones when they are done. */
    void retire(FunctionArn function, @Nullable String current) {
        pools.forEach((key, pool) -> {
            if (isOf(key, function) && !key.revisionId().equals(current)) {
                stopSoon(pool.retire());
                removeIfEmpty(key, pool);
            }
        });
    }

    private static boolean isOf(SandboxKey key, FunctionArn function) {
        return function.qualifier().isPresent()
                ? key.arn().equals(function)
                : key.arn().unqualified().equals(function);
    }

    /** Stops all, and any that yet comes; whoever waits is told the reason. */
    void close(ServiceException reason) {
        closed = true;
        for (SandboxPool pool : pools.values()) {
            pool.dismiss().forEach(waiter -> waiter.fail(reason));
            stopSoon(pool.retire());
        }
        stopSoon(List.copyOf(members.values())); // those that are still leased; a second stop does nothing
    }

    void stopSoon(Collection<Member> stopped) {
        for (Member member : stopped) {
            tasks.run("stop of " + member.id(), () -> stop(member));
        }
    }

    private void stop(Member member) {
        try {
            fleet.worker(member.worker()).stop(member.id());
        } finally {
            forget(member);
        }
    }

    private void forget(Member member) {
        if (members.remove(member.id(), member)) {
            fleet.giveBack(member.worker(), member.memory());
        }
    }
}
