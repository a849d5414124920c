package dev.hearth.dataplane.counter;

import dev.hearth.dataplane.counter.Permit.Pool;
import dev.hearth.error.ServiceException;
import dev.hearth.error.ThrottleReason;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** The running invocations of one account, counted by pool, and its functions. */
final class AccountPools {
    private static final long ONE_OWN = 1L << Integer.SIZE;
    private static final long ONE_UNRESERVED = 1;

    /** Two counts: invocations with a unit of their function, and in the lower half those with an unreserved one. */
    private final AtomicLong counts = new AtomicLong();

    private final TokenBucket requests;
    private final Map<String, FunctionPools> functions = new ConcurrentHashMap<>();
    private final Queue<FunctionPools> unused;

    /** @param unused gets each function without running invocations */
    AccountPools(Queue<FunctionPools> unused, long nowNanos) {
        this.unused = unused;
        this.requests = new TokenBucket(nowNanos);
    }

    /**
     * Takes a unit for an invocation.
     *
     * @return the pool of the unit
     * @throws ServiceException if no pool has one
     */
    Pool take(Claimant claimant, Capacity capacity, int limit, RequestRate pace) {
        while (true) {
            FunctionPools function = function(claimant.function(), pace.nowNanos());
            if (capacity.provisioned() > 0) {
                TakeOutcome provisioned = provisioned(function, claimant.version(), capacity, limit, pace);
                if (provisioned == TakeOutcome.TAKEN) {
                    return Pool.PROVISIONED;
                }
            }
            TakeOutcome onDemand = capacity.reservation().isPresent()
                    ? reserved(function, capacity.reservation().get(), limit, pace)
                    : unreserved(function, limit, capacity.withheld(), pace);
            if (onDemand == TakeOutcome.TAKEN) {
                return capacity.reservation().isPresent() ? Pool.RESERVED : Pool.UNRESERVED;
            }
            functions.remove(claimant.function(), function);
        }
    }

    private FunctionPools function(String name, long nowNanos) {
        FunctionPools known = functions.get(name);
        return known != null ? known : functions.computeIfAbsent(name, absent -> made(name, nowNanos));
    }

    private FunctionPools made(String name, long nowNanos) {
        FunctionPools made = new FunctionPools(name, functions, unused, nowNanos);
        made.noteIfUnused();
        return made;
    }

    private TakeOutcome provisioned(
            FunctionPools function, String version, Capacity capacity, int limit, RequestRate pace) {
        int all = capacity.reservation().map(Capacity.Reservation::all).orElse(Integer.MAX_VALUE);
        int units = capacity.provisioned();
        TakeOutcome taken = function.takeProvisioned(version, units, all, pace.nowNanos());
        if (taken != TakeOutcome.TAKEN) {
            return taken;
        }
        if (!takeOwn(limit)) {
            function.giveBackProvisioned(version);
            throw ServiceException.throttled(ThrottleReason.CONCURRENT_INVOCATIONS);
        }
        if (!function.requestProvisioned(version, units, pace)) {
            function.giveBackProvisioned(version);
            counts.addAndGet(-ONE_OWN);
            return TakeOutcome.FULL;
        }
        return TakeOutcome.TAKEN;
    }

    private TakeOutcome reserved(
            FunctionPools function, Capacity.Reservation reservation, int limit, RequestRate pace) {
        int units = reservation.onDemand();
        TakeOutcome taken = function.takeOnDemand(units, reservation.all());
        switch (taken) {
            case FULL -> throw ServiceException.throttled(ThrottleReason.RESERVED_CONCURRENT_INVOCATIONS);
            case GONE -> {}
            case TAKEN -> {
                if (!takeOwn(limit)) {
                    function.giveBackOnDemand();
                    throw ServiceException.throttled(ThrottleReason.CONCURRENT_INVOCATIONS);
                }
                if (!function.requestOnDemand(units, pace)) {
                    function.giveBackOnDemand();
                    counts.addAndGet(-ONE_OWN);
                    throw ServiceException.throttled(ThrottleReason.RESERVED_INVOCATION_RATE);
                }
            }
        }
        return taken;
    }

    private TakeOutcome unreserved(FunctionPools function, int limit, int withheld, RequestRate pace) {
        TakeOutcome taken = function.takeOnDemand(Integer.MAX_VALUE, Integer.MAX_VALUE);
        if (taken != TakeOutcome.TAKEN) {
            return taken;
        }
        if (!takeUnreserved(limit, withheld)) {
            function.giveBackOnDemand();
            throw ServiceException.throttled(ThrottleReason.CONCURRENT_INVOCATIONS);
        }
        if (!pace.take(requests, limit - withheld)) {
            function.giveBackOnDemand();
            counts.addAndGet(-ONE_UNRESERVED);
            throw ServiceException.throttled(ThrottleReason.FUNCTION_INVOCATION_RATE);
        }
        return taken;
    }

    private boolean takeOwn(int limit) {
        while (true) {
            long now = counts.get();
            if (own(now) + unreserved(now) >= limit) {
                return false;
            }
            if (counts.compareAndSet(now, now + ONE_OWN)) {
                return true;
            }
        }
    }

    private boolean takeUnreserved(int limit, int withheld) {
        while (true) {
            long now = counts.get();
            if (unreserved(now) >= limit - Math.max(withheld, own(now))) {
                return false;
            }
            if (counts.compareAndSet(now, now + ONE_UNRESERVED)) {
                return true;
            }
        }
    }

    void giveBack(Claimant claimant, Pool pool) {
        FunctionPools function = functions.get(claimant.function());
        if (function == null) {
            throw new IllegalStateException("nothing runs of " + claimant);
        }
        switch (pool) {
            case UNRESERVED -> {
                function.giveBackOnDemand();
                counts.addAndGet(-ONE_UNRESERVED);
            }
            case RESERVED -> {
                function.giveBackOnDemand();
                counts.addAndGet(-ONE_OWN);
            }
            case PROVISIONED -> {
                function.giveBackProvisioned(claimant.version());
                counts.addAndGet(-ONE_OWN);
            }
        }
    }

    /** Counts an invocation regardless of limits, before the object is shared. */
    void add(Permit permit, long nowNanos) {
        function(permit.claimant().function(), nowNanos).add(permit, nowNanos);
        counts.addAndGet(
                switch (permit.pool()) {
                    case UNRESERVED -> ONE_UNRESERVED;
                    case RESERVED, PROVISIONED -> ONE_OWN;
                });
    }

    int running() {
        long now = counts.get();
        return own(now) + unreserved(now);
    }

    private static int own(long counts) {
        return (int) (counts >>> Integer.SIZE);
    }

    private static int unreserved(long counts) {
        return (int) counts;
    }
}
