package dev.hearth.dataplane.counter;

import dev.hearth.model.AccountId;
import dev.hearth.model.Quotas;
import dev.hearth.time.Ids;
import dev.hearth.time.Time;
import dev.hearth.time.Timers;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts in memory, without a lock: each count and each rate is one number.
 *
 * <p>Concurrency is counted in units. Each running invocation has one, out of the first of these pools that its version
 * may use and that has one left:
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
 * <p>A unit goes with {@link Quotas#REQUESTS_PER_UNIT} synchronous requests a second: a pool has so many tokens for
 * each of its units, a second's at most, that come back steadily. With none left of what is provisioned a request
 * spills over; else it is refused, with {@code ReservedFunctionInvocationRateLimitExceeded} or
 * {@code FunctionInvocationRateLimitExceeded}. A refused request takes no token. Asynchronous ones take none.
 *
 * <p>Never do more run in an account than its limit was when the last one began, whatever else was configured: a unit
 * of a function's own is refused too, with {@code ConcurrentInvocationLimitExceeded}, while others that began before
 * the reservation leave no room.
 *
 * <p>A unit goes back to the pool that it came out of, whatever was configured meanwhile. Who runs is not stopped
 * because a limit was lowered, but nobody else is let in before so many have ended.
 *
 * <p>A permit's life:
 *
 * <pre>
 * from     event                                 to       notes
 * RUNNING  ended                                 ENDED    its unit goes back
 * RUNNING  its time is over                      ENDED    it had leaked: its unit goes back, and the log says so
 * ENDED    ended once more                       ENDED    nothing happens
 * any      another Counter begins anew           RUNNING  if it is among what runs; else it is forgotten
 * </pre>
 *
 * <p>An account's numbers are kept for good: there are as many as accounts that ever called, all of which the account
 * store knows. Those of a function go once nothing of it runs and its tokens have come back.
 */
public final class AccountCounter implements Counter {
    private static final Logger LOG = LoggerFactory.getLogger(AccountCounter.class);
    private static final int ID_BITS = 40;
    private static final int LIFE_BYTES = 3;

    private final ConcurrencyLimits limits;
    private final Time time;
    private final Timers timers;
    private final AtomicLong ids;
    private final AtomicBoolean sweeping = new AtomicBoolean();
    private volatile Counts counts = new Counts();

    /** What is counted between one beginning and the next. */
    private static final class Counts {
        private final Map<AccountId, AccountPools> accounts = new ConcurrentHashMap<>();
        private final Map<Long, Permit> running = new ConcurrentHashMap<>();

        AccountPools account(AccountId id, long nowNanos) {
            AccountPools known = accounts.get(id);
            return known != null ? known : accounts.computeIfAbsent(id, absent -> new AccountPools(nowNanos));
        }

        void end(Permit permit) {
            if (running.remove(permit.id(), permit)) {
                account(permit.claimant().account(), 0).giveBack(permit.claimant(), permit.pool());
            }
        }
    }

    /** Counts nothing yet. Its permits' ids are of this life of it alone. */
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
        Permit.Pool pool = account.take(claimant, capacity, limit, Pace.of(kind, now));
        try {
            Permit permit = new Permit(ids.incrementAndGet(), claimant, pool, until);
            current.running.put(permit.id(), permit);
            if (!sweeping.get()) {
                sweepLater();
            }
            return permit;
        } catch (RuntimeException | Error e) {
            account.giveBack(claimant, pool); // nobody has the permit that could end it
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
            if (anew.running.putIfAbsent(permit.id(), permit) == null) {
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

    /** Takes leaked permits back, and forgets what there is nothing to remember of. */
    private void sweep() {
        Counts current = counts;
        long now = time.nanos();
        for (Permit permit : current.running.values()) {
            if (permit.untilNanos() - now <= 0) {
                LOG.warn("an invocation of {} was never ended: it no longer counts", permit.claimant());
                current.end(permit);
            }
        }
        current.accounts.values().forEach(account -> account.forget(now));
        sweeping.set(false);
        // only now: who began meanwhile and found this sweep under way left the next one to it
        if (!current.accounts.values().stream().allMatch(AccountPools::isEmpty)) {
            sweepLater();
        }
    }

    @Override
    public int running(AccountId account) {
        AccountPools pools = counts.accounts.get(account);
        return pools == null ? 0 : pools.running();
    }

    /** How many run now in all accounts. */
    public int running() {
        return counts.accounts.values().stream().mapToInt(AccountPools::running).sum();
    }
}
