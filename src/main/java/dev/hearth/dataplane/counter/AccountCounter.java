package dev.hearth.dataplane.counter;

import dev.hearth.error.ServiceException;
import dev.hearth.model.AccountId;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The running invocations of each account, by the pool that they come out of, and of each function.
 *
 * <pre>
 * the function has      its invocations come out of
 * a reservation         its own pool, until as many of its run, whatever they came out of; over that they are refused
 * provisioned versions  the version's pool; over that, the account's
 * neither               the account's: its limit, without what is kept for functions, or what those still have of more
 * </pre>
 *
 * <p>A permit goes back to the pool that it came out of, whatever was configured meanwhile: nobody who runs is stopped
 * because a reservation was lowered or taken away; but nobody else is let in before so many have ended.
 *
 * <p>Nobody waits for anybody, but for the moment in which a function's number changes. An account's numbers are kept
 * for good: there are as many as accounts that ever called, all of which the account store knows. A function's go when
 * nothing of it runs.
 */
public final class AccountCounter implements Counter {
    private final ConcurrencyLimit limit;
    private final Map<AccountId, Pools> accounts = new ConcurrentHashMap<>();

    /**
     * The pools of an account.
     *
     * @param functions how many of each function run, out of whichever pool
     * @param versions how many of each version run on what is provisioned for it
     */
    private record Pools(
            AtomicInteger shared,
            AtomicInteger reserved,
            AtomicInteger provisioned,
            Map<String, Integer> functions,
            Map<Claimant, Integer> versions) {
        Pools() {
            this(
                    new AtomicInteger(),
                    new AtomicInteger(),
                    new AtomicInteger(),
                    new ConcurrentHashMap<>(),
                    new ConcurrentHashMap<>());
        }

        int owned() {
            return reserved.get() + provisioned.get();
        }

        int running() {
            return shared.get() + owned();
        }
    }

    public AccountCounter(ConcurrencyLimit limit) {
        this.limit = limit;
    }

    @Override
    public Permit acquire(Claimant claimant, Capacity capacity) {
        Pools pools = accounts.computeIfAbsent(claimant.account(), account -> new Pools());
        if (capacity.reserved().isPresent()) {
            return reserved(pools, claimant, capacity.reserved().get());
        }
        if (capacity.provisioned() > 0 && take(pools.versions(), claimant, capacity.provisioned())) {
            pools.provisioned().incrementAndGet();
            pools.functions().merge(claimant.function(), 1, Integer::sum);
            return new Counted(() -> {
                giveBack(pools.versions(), claimant);
                giveBack(pools.functions(), claimant.function());
                pools.provisioned().decrementAndGet();
            });
        }
        int kept = Math.max(capacity.withheld(), pools.owned());
        if (!take(pools.shared(), limit.invocations() - kept)) {
            throw ServiceException.throttled(Limits.MESSAGE, Limits.REASON, Limits.RETRY_AFTER);
        }
        pools.functions().merge(claimant.function(), 1, Integer::sum);
        return new Counted(() -> {
            giveBack(pools.functions(), claimant.function());
            pools.shared().decrementAndGet();
        });
    }

    private static Permit reserved(Pools pools, Claimant claimant, int most) {
        if (!take(pools.functions(), claimant.function(), most)) {
            throw ServiceException.throttled(Limits.MESSAGE, Limits.RESERVED_REASON, Limits.RETRY_AFTER);
        }
        pools.reserved().incrementAndGet();
        return new Counted(() -> {
            giveBack(pools.functions(), claimant.function());
            pools.reserved().decrementAndGet();
        });
    }

    private static boolean take(AtomicInteger count, int most) {
        int now = count.get();
        while (now < most) {
            if (count.compareAndSet(now, now + 1)) {
                return true;
            }
            now = count.get();
        }
        return false;
    }

    private static <K> boolean take(Map<K, Integer> counts, K key, int most) {
        AtomicBoolean taken = new AtomicBoolean();
        counts.compute(key, (same, count) -> {
            int now = count == null ? 0 : count;
            taken.setPlain(now < most);
            return now < most ? Integer.valueOf(now + 1) : count;
        });
        return taken.getPlain();
    }

    private static <K> void giveBack(Map<K, Integer> counts, K key) {
        counts.computeIfPresent(key, (same, count) -> count == 1 ? null : count - 1);
    }

    @Override
    public int running(AccountId account) {
        Pools pools = accounts.get(account);
        return pools == null ? 0 : pools.running();
    }

    /** How many run now in all accounts. */
    public int running() {
        return accounts.values().stream().mapToInt(Pools::running).sum();
    }

    private static final class Counted implements Permit {
        private final Runnable giveBack;
        private final AtomicBoolean closed = new AtomicBoolean();

        Counted(Runnable giveBack) {
            this.giveBack = giveBack;
        }

        @Override
        public void close() {
            if (closed.compareAndSet(false, true)) {
                giveBack.run();
            }
        }
    }
}
