package dev.hearth.dataplane.counter;

import dev.hearth.model.AccountId;
import dev.hearth.model.Quotas;
import dev.hearth.time.Ids;
import dev.hearth.time.Time;
import dev.hearth.time.Timers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts in memory, without a lock: each count and each rate is one number.
 *
 * <p>Concurrency is counted in units. Each running invocation holds one unit, of the first of these pools that its
 * version may use and that has a unit left:
 *
 * <pre>
 * pool         its units                                           over that
 * PROVISIONED  what is provisioned for the version                 the next pool: it spills over
 * RESERVED     the function's reserved concurrency, without what   ReservedFunctionConcurrentInvocationLimitExceeded
 *              is provisioned of it; all of the function together
 *              never have more than is reserved
 * UNRESERVED   the account's limit, without what is kept for       ConcurrentInvocationLimitExceeded
 *              functions; only for functions without a reservation
 * </pre>
 *
 * <p>Each unit allows {@link Quotas#REQUESTS_PER_UNIT} synchronous requests a second: a pool has a token bucket, which
 * holds the requests of one second and fills steadily. If the bucket of provisioned concurrency is empty, a request
 * uses the next pool. If another bucket is empty, the request is refused, with {@code
 * ReservedFunctionInvocationRateLimitExceeded} or {@code FunctionInvocationRateLimitExceeded}. A refused request takes
 * no token. Asynchronous ones take none.
 *
 * <p>An invocation begins only if fewer run in the account than its limit, whatever else is configured. So an
 * invocation with a reserved or provisioned unit is refused too, with {@code ConcurrentInvocationLimitExceeded}, while
 * invocations that began before the reservation use the whole limit.
 *
 * <p>A unit returns to the pool that it was taken from, whatever was configured meanwhile. A lowered limit stops no
 * running invocation, but new ones are refused until enough have ended.
 *
 * <p>A permit's life:
 *
 * <pre>
 * from     event                                 to       notes
 * RUNNING  ended                                 ENDED    its unit returns
 * RUNNING  its time is over                      ENDED    it had leaked: its unit returns, and a warning is logged
 * ENDED    ended once more                       ENDED    nothing happens
 * any      another Counter is rebuilt            RUNNING  if it is among the given permits; else it is forgotten
 * </pre>
 *
 * <p>The numbers of an account are never removed: there are at most as many as accounts in the store. Those of a
 * function are removed when none of its invocations runs and its buckets are full.
 */
public final class AccountCounter implements OwnedCounter {
    private static final Logger LOG = LoggerFactory.getLogger(AccountCounter.class);
    private static final int ID_BITS = 40;
    private static final int LIFE_BYTES = 3;

    private final ConcurrencyLimits limits;
    private final Time time;
    private final Timers timers;
    private final AtomicLong ids;
    private final AtomicBoolean sweeping = new AtomicBoolean();
    private volatile Counts counts = new Counts();

    /** The counts since the last rebuild. */
    private static final class Counts {
        private final Map<AccountId, AccountPools> accounts = new ConcurrentHashMap<>();
        private final RunningPermits running = new RunningPermits(Limits.SWEEP);
        private final Queue<FunctionPools> unused = new ConcurrentLinkedQueue<>();

        AccountPools account(AccountId id, long nowNanos) {
            AccountPools known = accounts.get(id);
            return known != null ? known : accounts.computeIfAbsent(id, absent -> new AccountPools(unused, nowNanos));
        }

        void end(Permit permit) {
            if (running.remove(permit)) {
                giveBack(permit.claimant(), permit.pool());
            }
        }

        void giveBack(Claimant claimant, Permit.Pool pool) {
            account(claimant.account(), 0).giveBack(claimant, pool);
        }
    }

    /**
     * A Counter without permits. The ids of its permits begin with random bits, so that they differ from those of other
     * Counters.
     */
    public AccountCounter(ConcurrencyLimits limits, Time time, Timers timers, Ids ids) {
        this.limits = limits;
        this.time = time;
        this.timers = timers;
        long life = 0;
        for (byte part : ids.bytes(LIFE_BYTES)) {
            life = life << Byte.SIZE | Byte.toUnsignedInt(part);
        }
        this.ids = new AtomicLong(life << ID_BITS);
    }

    @Override
    public Permit acquire(Claimant claimant, Capacity capacity, InvocationKind kind, Duration timeout) {
        long now = time.nanos();
        Counts current = counts;
        AccountPools account = current.account(claimant.account(), now);
        int limit = limits.of(claimant.account()).invocations();
        long until = now + timeout.plus(Limits.PERMIT_MARGIN).toNanos();
        try {
            Permit.Pool pool = account.take(claimant, capacity, limit, RequestRate.of(kind, now));
            return permit(current, claimant, pool, until);
        } finally {
            if (!sweeping.get()) {
                sweepLater(); // a refused request also made entries
            }
        }
    }

    private Permit permit(Counts current, Claimant claimant, Permit.Pool pool, long until) {
        try {
            Permit permit = new Permit(ids.incrementAndGet(), claimant, pool, until);
            boolean _ = current.running.add(permit);
            return permit;
        } catch (RuntimeException | Error e) {
            current.giveBack(claimant, pool); // the permit was not returned, so the caller can't end it
            throw e;
        }
    }

    @Override
    public void end(Permit permit) {
        counts.end(permit);
    }

    @Override
    public void rebuild(Collection<Permit> running) {
        Counts anew = new Counts();
        long now = time.nanos();
        for (Permit permit : running) {
            if (anew.running.add(permit)) {
                anew.account(permit.claimant().account(), now).add(permit, now);
            }
        }
        counts = anew;
        sweepLater();
    }

    private void sweepLater() {
        if (sweeping.compareAndSet(false, true)) {
            var _ = timers.at(time.nanos() + Limits.SWEEP.toNanos(), this::sweep);
        }
    }

    /** Ends leaked permits, and removes the entries of idle functions. It examines only entries that are due. */
    private void sweep() {
        Counts current = counts;
        long now = time.nanos();
        for (Permit permit : current.running.dueSoon(now)) {
            if (permit.untilNanos() - now <= 0) {
                LOG.warn("an invocation of {} was never ended: it no longer counts", permit.claimant());
                current.end(permit);
            }
        }
        forgetUnused(current.unused, now);
        sweeping.set(false);
        // after the sweep, because invocations that began during it did not schedule the next one
        if (!current.running.isEmpty() || !current.unused.isEmpty()) {
            sweepLater();
        }
    }

    /** Examines each entry once. Those that must be kept are queued again. */
    private static void forgetUnused(Queue<FunctionPools> unused, long now) {
        List<FunctionPools> noted = new ArrayList<>();
        for (FunctionPools function = unused.poll(); function != null; function = unused.poll()) {
            noted.add(function);
        }
        noted.forEach(function -> function.forget(now));
    }

    @Override
    public int running(AccountId account) {
        AccountPools pools = counts.accounts.get(account);
        return pools == null ? 0 : pools.running();
    }

    /** The number of running invocations in all accounts. */
    public int running() {
        return counts.accounts.values().stream().mapToInt(AccountPools::running).sum();
    }
}
