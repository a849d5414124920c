package dev.hearth.counter;

import dev.hearth.error.ServiceException;
import dev.hearth.model.AccountId;
import dev.hearth.model.FunctionArn;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The running invocations of each account, as one number each.
 *
 * <p>A permit is a compare-and-set on the account's number, so that nobody waits for anybody. Numbers of accounts are
 * kept for good: there are as many as accounts that ever called, all of which the account store knows.
 */
public final class AccountCounter implements Counter {
    private final ConcurrencyLimit limit;
    private final Map<AccountId, AtomicInteger> running = new ConcurrentHashMap<>();

    public AccountCounter(ConcurrencyLimit limit) {
        this.limit = limit;
    }

    @Override
    public Permit acquire(FunctionArn function) {
        AtomicInteger count = running.computeIfAbsent(function.account(), account -> new AtomicInteger());
        int now = count.get();
        while (now < limit.invocations()) {
            if (count.compareAndSet(now, now + 1)) {
                return new Counted(count);
            }
            now = count.get();
        }
        throw ServiceException.throttled(Limits.MESSAGE, Limits.REASON, Limits.RETRY_AFTER);
    }

    @Override
    public int running(FunctionArn function) {
        AtomicInteger count = running.get(function.account());
        return count == null ? 0 : count.get();
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
