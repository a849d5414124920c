package dev.hearth.workermanager;

import dev.hearth.error.ErrorCategory;
import dev.hearth.error.ErrorCode;
import dev.hearth.error.ServiceException;
import dev.hearth.model.DataSize;
import dev.hearth.model.FunctionArn;
import dev.hearth.model.FunctionVersion;
import dev.hearth.model.InitializationType;
import dev.hearth.model.SandboxId;
import dev.hearth.model.SandboxKey;
import dev.hearth.model.WorkerId;
import dev.hearth.placement.Placement;
import dev.hearth.time.Time;
import dev.hearth.worker.Worker;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does what the pools decide, by direct calls to the workers.
 *
 * <p>What to do is decided in {@link SandboxPool}, one for each key, and where in {@link Placement}. This class starts
 * and stops sandboxes on virtual threads, and holds no lock while it does.
 *
 * <pre>
 * from      event            to        notes
 * SERVING   drain, close     DRAINING  no new lease; those that run or wait go on
 * DRAINING  all are done     CLOSED    or the limit is over: every sandbox is stopped, whoever still waits fails
 * </pre>
 *
 * <p>Provisioned sandboxes are a floor of their version's pool: whenever one ends while the manager serves, it is
 * replaced, but not at once, so that one that ends at once again does not keep the machine busy.
 */
public final class DirectWorkerManager implements WorkerManager {
    private static final Logger LOG = LoggerFactory.getLogger(DirectWorkerManager.class);

    private final Fleet fleet;
    private final WorkerManagerConfiguration configuration;
    private final Time time;
    private final StartTurns turns;
    private final Tasks tasks;
    private final Map<SandboxKey, SandboxPool> pools = new ConcurrentHashMap<>();
    private final Map<SandboxId, Member> members = new ConcurrentHashMap<>();

    /** The versions with a floor: what is started when one of their sandboxes ends. */
    private final Map<SandboxKey, FunctionVersion> floors = new ConcurrentHashMap<>();

    private final AtomicInteger leases = new AtomicInteger();
    private final ScheduledExecutorService sweeper;
    private volatile State state = State.SERVING;

    private enum State {
        SERVING,
        DRAINING,
        CLOSED
    }

    /** Takes over what the workers run already. */
    public DirectWorkerManager(
            List<Worker> workers, Placement placement, WorkerManagerConfiguration configuration, Time time) {
        this.fleet = new Fleet(workers, placement);
        this.configuration = configuration;
        this.time = time;
        this.tasks = new Tasks(time);
        this.turns = new StartTurns(configuration.startsAtOnce(), Limits.START_TURN, time);
        for (Worker worker : fleet.workers()) {
            worker.onSandboxGone(this::lost);
            worker.sandboxes().forEach((id, key) -> adopt(worker.view().id(), id, key));
        }
        this.sweeper = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("sandbox-retirement").factory());
        long period = Math.max(
                Limits.SWEEP_AT_MOST_EVERY.toMillis(),
                configuration.keepAlive().toMillis() / Limits.SWEEPS_PER_KEEP_ALIVE);
        var _ = sweeper.scheduleWithFixedDelay(this::sweep, period, period, TimeUnit.MILLISECONDS);
    }

    @Override
    public SandboxLease lease(FunctionVersion function, Optional<String> tenant) {
        leases.incrementAndGet(); // before the state is read: who drains reads them the other way round
        try {
            if (state != State.SERVING) {
                throw new ServiceException(ErrorCode.SERVICE_UNAVAILABLE, "The service is shutting down.");
            }
            return new Lease(this, function, tenant, obtain(function, tenant));
        } catch (RuntimeException e) {
            leases.decrementAndGet();
            throw e;
        }
    }

    void leaseEnded() {
        leases.decrementAndGet();
    }

    Worker worker(Member member) {
        return fleet.worker(member.worker());
    }

    /** A sandbox for one request, and the pool that lent it. */
    Held obtain(FunctionVersion function, Optional<String> tenant) {
        SandboxKey key = function.sandboxKey(tenant);
        SandboxPool known = pools.get(key);
        if (known != null) {
            Optional<Member> idle = known.take();
            if (idle.isPresent()) {
                return new Held(known, idle.get());
            }
        }
        Waiter waiter = new Waiter();
        while (true) {
            SandboxPool pool = pools.computeIfAbsent(key, absent -> new SandboxPool());
            switch (pool.ask(waiter)) {
                case SandboxPool.Answer.Use(Member member) -> {
                    return new Held(pool, member);
                }
                case SandboxPool.Answer.Wait(boolean start) -> {
                    if (start) {
                        start(new Start(pool, function, tenant, InitializationType.ON_DEMAND));
                    }
                    return new Held(pool, await(pool, waiter, key));
                }
                case SandboxPool.Answer.Closed() -> {
                    // whoever closed it is about to remove it
                    pools.remove(key, pool);
                }
            }
        }
    }

    /** A leased sandbox and its pool. */
    record Held(SandboxPool pool, Member member) {}

    private Member await(SandboxPool pool, Waiter waiter, SandboxKey key) {
        try {
            return waiter.await(configuration.leaseLimit());
        } catch (ServiceException e) {
            pool.abandon(waiter);
            removeIfEmpty(key, pool);
            throw e;
        }
    }

    private void start(Start start) {
        tasks.run("start of " + start.function().arn(), () -> run(start));
    }

    /** Makes one sandbox for a pool, or tells it that there will be none. */
    private void run(Start start) {
        try {
            tryStart(start);
        } catch (ServiceException e) {
            fail(start, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            fail(start, new ServiceException(ErrorCode.SERVICE, "The start of a sandbox was interrupted."));
        } catch (RuntimeException e) {
            LOG.error("a sandbox of {} could not be started", start.function().arn(), e);
            fail(start, new ServiceException(ErrorCode.SERVICE, "The sandbox could not be started.", e));
        } finally {
            removeIfEmpty(start.key(), start.pool());
        }
    }

    private void fail(Start start, ServiceException reason) {
        start.failed(reason);
        replaceLater(start.key());
    }

    /** Returns when a sandbox was made, or none is needed any more. */
    private void tryStart(Start start) throws InterruptedException {
        FunctionVersion function = start.function();
        int attempt = 1;
        while (true) {
            Optional<WorkerId> worker = findRoom(start);
            if (worker.isEmpty()) {
                return;
            }
            try {
                startOn(worker.get(), start);
                return;
            } catch (ServiceException e) {
                if (e.code().category() != ErrorCategory.PLATFORM || attempt == Limits.START_ATTEMPTS) {
                    throw e;
                }
                LOG.warn("attempt {} to start a sandbox of {} failed: {}", attempt, function.arn(), e.getMessage());
                attempt++;
            }
        }
    }

    /** Starts a sandbox, if it is still needed, in room that is taken already. */
    private void startOn(WorkerId worker, Start start) throws InterruptedException {
        FunctionVersion function = start.function();
        boolean made = false;
        StartTurns.Turn turn = null;
        try {
            turn = turns.take();
            if (start.isUnneeded()) {
                return;
            }
            SandboxId id = fleet.worker(worker).start(function, start.tenant(), start.type());
            made = true;
            Member member = new Member(id, start.key(), worker, function.memory(), start.type());
            members.put(id, member);
            act(start.pool(), member, start.done(member, time.nanos()));
        } finally {
            if (turn != null) {
                turn.end();
            }
            if (!made) {
                fleet.giveBack(worker, function.memory());
            }
        }
    }

    /**
     * Takes room on a worker; idle sandboxes of any function make way, the longest idle first. Empty if the sandbox is
     * not needed any more.
     */
    private Optional<WorkerId> findRoom(Start start) throws InterruptedException {
        DataSize demand = start.function().memory();
        if (!fleet.couldEverHold(demand)) {
            throw noRoom(demand);
        }
        long end = time.nanos() + configuration.roomLimit().toNanos();
        fleet.beginSeeking();
        try {
            while (true) {
                if (start.isUnneeded()) {
                    return Optional.empty();
                }
                long seen = fleet.changes();
                Optional<WorkerId> worker = fleet.take(demand);
                if (worker.isPresent()) {
                    return worker;
                }
                Optional<Member> longestIdle = evictLongestIdle();
                if (longestIdle.isPresent()) {
                    stop(longestIdle.get());
                } else if (!fleet.awaitChange(seen, end - time.nanos())) {
                    throw noRoom(demand);
                }
            }
        } finally {
            fleet.endSeeking();
        }
    }

    private static ServiceException noRoom(DataSize demand) {
        return new ServiceException(
                ErrorCode.SERVICE_UNAVAILABLE,
                "No worker has " + demand.toMebibytesCeiling() + " MB of memory left for another sandbox.");
    }

    private Optional<Member> evictLongestIdle() {
        long now = time.nanos();
        return pools.values().stream()
                .filter(pool -> pool.idleSinceNanos().isPresent())
                // ages, not times: these may be compared even where the clock's number wraps around
                .max(Comparator.comparingLong(
                        pool -> now - pool.idleSinceNanos().orElse(now)))
                .flatMap(SandboxPool::evict);
    }

    /** A sandbox is free: the oldest waiter gets it, or it is kept, or stopped. */
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
                    if (state == State.CLOSED) {
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

    /** A leased sandbox can't be used any more. */
    void discard(SandboxPool pool, Member member) {
        pool.discard(member);
        stopSoon(List.of(member));
        replaceLater(member.key());
        removeIfEmpty(member.key(), pool);
    }

    private void stopSoon(Collection<Member> stopped) {
        for (Member member : stopped) {
            tasks.run("stop of " + member.id(), () -> stop(member));
        }
    }

    private void stop(Member member) {
        try {
            worker(member).stop(member.id());
        } finally {
            forget(member);
        }
    }

    private void forget(Member member) {
        if (members.remove(member.id(), member)) {
            fleet.giveBack(member.worker(), member.memory());
        }
    }

    private void removeIfEmpty(SandboxKey key, SandboxPool pool) {
        if (pool.closeIfEmpty()) {
            pools.remove(key, pool);
        }
    }

    /** A sandbox ended by itself. One that is leased is discarded by its lease. */
    private void lost(SandboxId id) {
        Member member = members.get(id);
        SandboxPool pool = member == null ? null : pools.get(member.key());
        if (member != null && pool != null && pool.lost(id)) {
            forget(member);
            replaceLater(member.key());
            removeIfEmpty(member.key(), pool);
        }
    }

    @Override
    public void provision(FunctionVersion version, int sandboxes) {
        SandboxKey key = version.sandboxKey();
        if (sandboxes > 0) {
            floors.put(key, version);
        } else {
            floors.remove(key);
        }
        while (state == State.SERVING) {
            SandboxPool pool = pools.computeIfAbsent(key, absent -> new SandboxPool());
            Optional<SandboxPool.Floor> floor = pool.setFloor(sandboxes);
            if (floor.isPresent()) {
                stopSoon(floor.get().surplus());
                startProvisioned(pool, version, floor.get().starts());
                removeIfEmpty(key, pool);
                return;
            }
            pools.remove(key, pool);
        }
    }

    private void startProvisioned(SandboxPool pool, FunctionVersion version, int count) {
        for (int i = 0; i < count; i++) {
            start(new Start(pool, version, Optional.empty(), InitializationType.PROVISIONED_CONCURRENCY));
        }
    }

    private void replaceLater(SandboxKey key) {
        if (state == State.SERVING && floors.containsKey(key)) {
            var _ = sweeper.schedule(() -> replace(key), Limits.REPLACEMENT.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void replace(SandboxKey key) {
        FunctionVersion version = floors.get(key);
        SandboxPool pool = pools.get(key);
        if (state == State.SERVING && version != null && pool != null) {
            startProvisioned(pool, version, pool.replace());
        }
    }

    @Override
    public ProvisionedSandboxes provisioned(SandboxKey version) {
        SandboxPool pool = pools.get(version);
        return pool == null ? new ProvisionedSandboxes(0, Optional.empty()) : pool.provisioned();
    }

    private void adopt(WorkerId worker, SandboxId id, SandboxKey key) {
        // its memory is part of the worker's own view
        Member member = new Member(id, key, worker, new DataSize(0), InitializationType.ON_DEMAND);
        members.put(id, member);
        if (!pools.computeIfAbsent(key, absent -> new SandboxPool()).adopt(member, time.nanos())) {
            throw new IllegalStateException("a pool was closed before anybody could have used it: " + key);
        }
    }

    /** Stops what has been idle for too long. */
    void sweep() {
        try {
            long before = time.nanos() - configuration.keepAlive().toNanos();
            pools.forEach((key, pool) -> {
                stopSoon(pool.expire(before));
                removeIfEmpty(key, pool);
            });
        } catch (RuntimeException e) {
            LOG.error("idle sandboxes could not be retired", e);
        }
    }

    @Override
    public void retire(FunctionArn function, @Nullable String current) {
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

    @Override
    public int size() {
        return members.size();
    }

    @Override
    public void drain(Duration limit) {
        if (state == State.SERVING) {
            state = State.DRAINING;
        }
        long end = time.nanos() + limit.toNanos();
        while (leases.get() > 0 && time.nanos() - end < 0) {
            LockSupport.parkNanos(Limits.DRAIN_POLL.toNanos());
        }
        stopAll();
    }

    private void stopAll() {
        state = State.CLOSED;
        ServiceException reason = new ServiceException(ErrorCode.SERVICE_UNAVAILABLE, "The service is shutting down.");
        for (SandboxPool pool : pools.values()) {
            pool.dismiss().forEach(waiter -> waiter.fail(reason));
            Collection<Member> idle = pool.retire();
            stopSoon(idle);
        }
        stopSoon(List.copyOf(members.values())); // those that are still leased; a second stop does nothing
        try {
            if (!tasks.await(Limits.CLOSE.toNanos())) {
                LOG.warn("some sandboxes could not be stopped within {}", Limits.CLOSE);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        drain(Duration.ZERO);
        sweeper.shutdownNow();
    }
}
