package dev.hearth.dataplane.workermanager;

import dev.hearth.dataplane.placement.WorkerChoice;
import dev.hearth.dataplane.worker.Grant;
import dev.hearth.dataplane.worker.Worker;
import dev.hearth.error.ErrorCode;
import dev.hearth.error.ServiceException;
import dev.hearth.model.FunctionArn;
import dev.hearth.model.FunctionVersion;
import dev.hearth.model.InitializationType;
import dev.hearth.model.SandboxKey;
import dev.hearth.time.Time;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lends sandboxes by direct calls to the workers.
 *
 * <pre>
 * from      event            to        notes
 * SERVING   drain, close     DRAINING  no new lease; those that run or wait go on
 * DRAINING  all are done     CLOSED    or the limit is over: every sandbox is stopped, whoever still waits fails
 * </pre>
 *
 * <p>What happens to a request and to the sandboxes is said where it is decided and done:
 *
 * <pre>
 * {@link SandboxPool}       decides, for one key: who gets which sandbox, what starts, what stops
 * {@link Pools}             all pools and sandboxes: does what is decided about those that there are
 * {@link Starts}            brings new ones into being, in room of the {@link Fleet}, in turns
 * {@link ProvisionedPools}  has some there before anybody asks
 * {@link Lease}             one sandbox lent to one request
 * </pre>
 */
public final class DirectWorkerManager implements WorkerManager {
    private static final Logger LOG = LoggerFactory.getLogger(DirectWorkerManager.class);

    private final Fleet fleet;
    private final WorkerManagerConfiguration configuration;
    private final Time time;
    private final Tasks tasks;
    private final Pools pools;
    private final Starts starts;
    private final ProvisionedPools provisioned;
    private final Refusals refusals = new Refusals();
    private final AtomicInteger leases = new AtomicInteger();
    private final AtomicLong numbers = new AtomicLong();
    private final Map<Long, Held> granted = new ConcurrentHashMap<>();
    private final ScheduledExecutorService sweeper;
    private volatile State state = State.SERVING;

    private enum State {
        SERVING,
        DRAINING,
        CLOSED
    }

    /** Takes over what the workers run already. */
    public DirectWorkerManager(
            List<Worker> workers, WorkerChoice placement, WorkerManagerConfiguration configuration, Time time) {
        this.fleet = new Fleet(workers, placement);
        this.configuration = configuration;
        this.time = time;
        this.tasks = new Tasks(time);
        this.sweeper = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("sandbox-retirement").factory());
        this.pools = new Pools(fleet, tasks, time, this::missing);
        this.starts = new Starts(fleet, pools, tasks, time, configuration, this::missing);
        this.provisioned = new ProvisionedPools(pools, starts, sweeper);
        for (Worker worker : fleet.workers()) {
            worker.onSandboxGone(pools::lost);
            worker.sandboxes().forEach((id, key) -> pools.adopt(worker.view().id(), id, key));
        }
        long period = Math.max(
                Limits.SWEEP_AT_MOST_EVERY.toMillis(),
                configuration.keepAlive().toMillis() / Limits.SWEEPS_PER_KEEP_ALIVE);
        var _ = sweeper.scheduleWithFixedDelay(this::sweep, period, period, TimeUnit.MILLISECONDS);
    }

    /** A sandbox of this key is not there that perhaps should be. */
    private void missing(SandboxKey key) {
        provisioned.replaceLater(key);
    }

    @Override
    public SandboxLease lease(FunctionVersion function, Optional<String> tenant) {
        leases.incrementAndGet(); // before the state is read: who drains reads them the other way round
        try {
            if (state != State.SERVING) {
                throw shuttingDown();
            }
            return new Lease(this, function, tenant, obtain(function, tenant));
        } catch (RuntimeException e) {
            leases.decrementAndGet();
            if (e instanceof ServiceException refusal && refusal.code() == ErrorCode.TOO_MANY_REQUESTS) {
                refusals.count(refusal, time.nanos()).ifPresent(LOG::warn);
            }
            throw e;
        }
    }

    @Override
    public Grant grant(FunctionVersion function, Optional<String> tenant) {
        leases.incrementAndGet();
        try {
            if (state != State.SERVING) {
                throw shuttingDown();
            }
            Held held = obtain(function, tenant);
            Member member = held.member();
            long until = time.nanos() + function.timeout().plus(Limits.LEASE).toNanos();
            Grant grant = new Grant(numbers.incrementAndGet(), member.worker(), member.id(), 0, until);
            granted.put(grant.id(), held);
            return grant;
        } catch (RuntimeException e) {
            leases.decrementAndGet();
            throw e;
        }
    }

    @Override
    public void end(Grant grant, Ending how) {
        Held held = granted.remove(grant.id());
        if (held != null) {
            switch (how) {
                case REUSABLE -> giveBack(held);
                case SPENT, GONE -> discard(held);
            }
            leaseEnded();
        }
    }

    private static ServiceException shuttingDown() {
        return new ServiceException(ErrorCode.SERVICE_UNAVAILABLE, "The service is shutting down.");
    }

    /** A leased sandbox and its pool. */
    record Held(SandboxPool pool, Member member) {}

    /** A sandbox for one request, and the pool that lent it. */
    Held obtain(FunctionVersion function, Optional<String> tenant) {
        SandboxKey key = function.sandboxKey(tenant);
        SandboxPool known = pools.find(key);
        if (known != null) {
            Optional<Member> idle = known.take();
            if (idle.isPresent()) {
                return new Held(known, idle.get());
            }
        }
        Waiter waiter = new Waiter();
        while (true) {
            SandboxPool pool = pools.of(key);
            switch (pool.ask(waiter)) {
                case SandboxPool.Answer.Use(Member member) -> {
                    return new Held(pool, member);
                }
                case SandboxPool.Answer.Wait(boolean start) -> {
                    if (start) {
                        starts.begin(new Start(pool, function, tenant, InitializationType.ON_DEMAND));
                    }
                    return new Held(pool, await(pool, waiter, key));
                }
                case SandboxPool.Answer.Closed() -> pools.removeClosed(key, pool);
            }
        }
    }

    private Member await(SandboxPool pool, Waiter waiter, SandboxKey key) {
        try {
            return waiter.await(configuration.leaseLimit());
        } catch (ServiceException e) {
            pool.abandon(waiter);
            pools.removeIfEmpty(key, pool);
            throw e;
        }
    }

    Worker worker(Member member) {
        return fleet.worker(member.worker());
    }

    void giveBack(Held held) {
        pools.giveBack(held.pool(), held.member());
    }

    /** It can't be used any more. */
    void discard(Held held) {
        pools.discard(held.pool(), held.member());
    }

    void leaseEnded() {
        leases.decrementAndGet();
    }

    @Override
    public void provision(FunctionVersion version, int sandboxes) {
        provisioned.provision(version, sandboxes);
    }

    @Override
    public ProvisionedSandboxes provisioned(SandboxKey version) {
        return provisioned.provisioned(version);
    }

    /** Stops what has been idle for too long. */
    void sweep() {
        try {
            pools.expire(time.nanos() - configuration.keepAlive().toNanos());
        } catch (RuntimeException e) {
            LOG.error("idle sandboxes could not be retired", e);
        }
    }

    @Override
    public void retire(FunctionArn function, @Nullable String current) {
        pools.retire(function, current);
    }

    @Override
    public int size() {
        return pools.size();
    }

    @Override
    public void drain(Duration limit) {
        if (state == State.SERVING) {
            state = State.DRAINING;
        }
        provisioned.end();
        long end = time.nanos() + limit.toNanos();
        while (leases.get() > 0 && time.nanos() - end < 0) {
            LockSupport.parkNanos(Limits.DRAIN_POLL.toNanos());
        }
        stopAll();
    }

    private void stopAll() {
        state = State.CLOSED;
        pools.close(shuttingDown());
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
