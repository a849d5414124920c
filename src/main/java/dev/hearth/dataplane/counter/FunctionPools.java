package dev.hearth.dataplane.counter;

import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The running invocations of one function: all, those on demand, and those on provisioned concurrency by version.
 *
 * <pre>
 * from   event                                   to     notes
 * OPEN   taken, given back                       OPEN
 * OPEN   nothing runs, every bucket is full      GONE   it has no state to keep, and is replaced at the next invocation
 * </pre>
 *
 * <p>A function without running invocations is queued once, so that a sweep examines only such functions.
 */
final class FunctionPools {
    private static final long GONE = -1;
    private static final long ONE_PROVISIONED = 1L << Integer.SIZE;
    private static final long ONE_ON_DEMAND = ONE_PROVISIONED + 1;

    /** Two counts: all running invocations, and in the lower half those on demand. */
    private final AtomicLong counts = new AtomicLong();

    private final String name;
    private final Map<String, FunctionPools> siblings;
    private final Queue<FunctionPools> unused;
    private final AtomicBoolean noted = new AtomicBoolean();
    private final TokenBucket requests;
    private final Map<String, VersionPool> versions = new ConcurrentHashMap<>();

    /**
     * A function without running invocations.
     *
     * @param siblings the functions of its account by name, of which it is one
     * @param unused the queue of functions without running invocations
     */
    FunctionPools(String name, Map<String, FunctionPools> siblings, Queue<FunctionPools> unused, long nowNanos) {
        this.name = name;
        this.siblings = siblings;
        this.unused = unused;
        this.requests = new TokenBucket(nowNanos);
    }

    /** Takes a unit on demand, within the limits of units on demand and of all units. */
    TakeOutcome takeOnDemand(int onDemand, int all) {
        while (true) {
            long now = counts.get();
            if (now == GONE) {
                return TakeOutcome.GONE;
            }
            if (onDemand(now) >= onDemand || all(now) >= all) {
                return TakeOutcome.FULL;
            }
            if (counts.compareAndSet(now, now + ONE_ON_DEMAND)) {
                return TakeOutcome.TAKEN;
            }
        }
    }

    /** Takes a provisioned unit of a version, within the limits of its units and of all units. */
    TakeOutcome takeProvisioned(String version, int units, int all, long nowNanos) {
        while (true) {
            VersionPool pool = version(version, nowNanos);
            switch (pool.take(units)) {
                case FULL -> {
                    return TakeOutcome.FULL;
                }
                case GONE -> versions.remove(version, pool);
                case TAKEN -> {
                    TakeOutcome taken = addProvisioned(all);
                    if (taken != TakeOutcome.TAKEN) {
                        pool.giveBack();
                    }
                    return taken;
                }
            }
        }
    }

    private VersionPool version(String version, long nowNanos) {
        VersionPool known = versions.get(version);
        return known != null ? known : versions.computeIfAbsent(version, absent -> new VersionPool(nowNanos));
    }

    private TakeOutcome addProvisioned(int all) {
        while (true) {
            long now = counts.get();
            if (now == GONE) {
                return TakeOutcome.GONE;
            }
            if (all(now) >= all) {
                return TakeOutcome.FULL;
            }
            if (counts.compareAndSet(now, now + ONE_PROVISIONED)) {
                return TakeOutcome.TAKEN;
            }
        }
    }

    /** Takes a request token of the units on demand. */
    boolean requestOnDemand(int units, RequestRate pace) {
        return pace.take(requests, units);
    }

    /** Takes a request token of a version's provisioned units. */
    boolean requestProvisioned(String version, int units, RequestRate pace) {
        return version(version, pace.nowNanos()).request(units, pace);
    }

    void giveBackOnDemand() {
        counts.addAndGet(-ONE_ON_DEMAND);
        noteIfUnused();
    }

    void giveBackProvisioned(String version) {
        VersionPool pool = versions.get(version);
        if (pool != null) {
            pool.giveBack();
        }
        counts.addAndGet(-ONE_PROVISIONED);
        noteIfUnused();
    }

    /** Queues it if no invocation runs. */
    void noteIfUnused() {
        if (counts.get() == 0 && noted.compareAndSet(false, true)) {
            unused.add(this);
        }
    }

    /** Counts an invocation regardless of limits, before the object is shared. */
    void add(Permit permit, long nowNanos) {
        switch (permit.pool()) {
            case UNRESERVED, RESERVED -> counts.addAndGet(ONE_ON_DEMAND);
            case PROVISIONED -> {
                version(permit.claimant().version(), nowNanos).add();
                counts.addAndGet(ONE_PROVISIONED);
            }
        }
    }

    /** Examines a queued function: removes it if it has no state to keep. */
    void forget(long nowNanos) {
        noted.set(false); // before the check: an invocation that ends after it queues this again
        versions.values().removeIf(version -> version.forget(nowNanos));
        if (versions.isEmpty() && requests.isFull(nowNanos) && counts.compareAndSet(0, GONE)) {
            siblings.remove(name, this);
        } else {
            noteIfUnused();
        }
    }

    private static int all(long counts) {
        return (int) (counts >>> Integer.SIZE);
    }

    private static int onDemand(long counts) {
        return (int) counts;
    }
}
