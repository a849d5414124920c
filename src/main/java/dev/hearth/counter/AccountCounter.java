package dev.hearth.counter;

import dev.hearth.error.ServiceException;
import dev.hearth.model.AccountId;
import dev.hearth.model.FunctionArn;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * The running invocations of each account, as one number for each pool that they come out of.
 *
 * <pre>
 * the function has      its invocations come out of
 * a reservation         its own pool; over that they are refused
 * provisioned versions  the version's pool; over that, the account's
 * neither               the account's: its limit, without what is kept for functions
 * </pre>
 *
 * <p>A permit is a compare-and-set on the pool's number, so that nobody waits for anybody; it goes back to the pool
 * that it came out of, whatever was configured meanwhile. Numbers of accounts are kept for good: there are as many as
 * accounts that ever called, all of which the account store knows. Those of functions are as many as ever had
 * something of their own.
 */
public final class AccountCounter implements Counter {
    private final ConcurrencyLimit limit;
    private final Map<AccountId, Pools> accounts = new ConcurrentHashMap<>();

    /** The pools of an account. */
    private record Pools(
            AtomicInteger shared, Map<String, AtomicInteger> reserved, Map<FunctionArn, AtomicInteger> provisioned) {
        Pools() {
            this(new AtomicInteger(), new ConcurrentHashMap<>(), new ConcurrentHashMap<>());
        }

        int running() {
            return shared.get()
                    + Stream.concat(reserved.values().stream(), provisioned.values().stream())
                            .mapToInt(AtomicInteger::get)
                            .sum();
        }
    }

    public AccountCounter(ConcurrencyLimit limit) {
        this.limit = limit;
    }

    @Override
    public Permit acquire(FunctionArn version, Capacity capacity) {
        Pools pools = accounts.computeIfAbsent(version.account(), account -> new Pools());
        if (capacity.reserved().isPresent()) {
            AtomicInteger own = pools.reserved().computeIfAbsent(version.name(), name -> new AtomicInteger());
            if (!take(own, capacity.reserved().get())) {
                throw ServiceException.throttled(Limits.MESSAGE, Limits.RESERVED_REASON, Limits.RETRY_AFTER);
            }
            return new Counted(own);
        }
        if (capacity.provisioned() > 0) {
            AtomicInteger own = pools.provisioned().computeIfAbsent(version, name -> new AtomicInteger());
            if (take(own, capacity.provisioned())) {
                return new Counted(own);
            }
        }
        if (!take(pools.shared(), limit.invocations() - capacity.withheld())) {
            throw ServiceException.throttled(Limits.MESSAGE, Limits.REASON, Limits.RETRY_AFTER);
        }
        return new Counted(pools.shared());
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

    @Override
    public int running(FunctionArn function) {
        Pools pools = accounts.get(function.account());
        return pools == null ? 0 : pools.running();
    }

    private static final class Counted implements Permit {
        private final AtomicInteger count;
        private final AtomicBoolean closed = new AtomicBoolean();

        Counted(AtomicInteger count) {
            this.count = count;
        }

        @Override
        public void close() {
            if (closed.compareAndSet(false, true)) {
                count.decrementAndGet();
            }
        }
    }
}
