package dev.hearth.dataplane.counter;

import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The running invocations of one function: all, those on demand among them, and those that run on what is provisioned
 * for each version.
 *
 * <pre>
 * from   event                                   to     notes
 * OPEN   taken, given back                       OPEN
 * OPEN   nothing runs, every bucket is full      GONE   nothing is left to remember: another one takes its place
 * </pre>
 *
 * <p>One of which nothing runs is noted once, so that only those are looked at that may go.
 */
final class FunctionPools {
    private static final long GONE = -1;
    private static final long ONE_PROVISIONED = 1L << Integer.SIZE;
    private static final long ONE_ON_DEMAND = ONE_PROVISIONED + 1;

    /** All that run, and in the lower half those on demand. */
    private final AtomicLong counts = new AtomicLong();

    private final String name;
    private final Map<String, FunctionPools> siblings;
    private final Queue<FunctionPools> unused;
    private final AtomicBoolean noted = new AtomicBoolean();
    private final TokenBucket requests;
    private final Map<String, VersionPool> versions = new ConcurrentHashMap<>();

    /**
     * Nothing runs yet.
     *
     * @param siblings the functions of its account, of which it is one under its name
     * @param unused where it is noted while nothing of it runs
     */
    FunctionPools(String name, Map<String, FunctionPools> siblings, Queue<FunctionPools> unused, long nowNanos) {
        this.name = name;
        this.siblings = siblings;
        this.unused = unused;
        this.requests = new TokenBucket(nowNanos);
    }

    /** Takes one on demand, while fewer than so many run on demand, and fewer than so many in all. */
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

    /** Takes one of so many that a version has for itself, while fewer than so many run in all. */
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

    /** Takes a request of those that go with so many units on demand. */
    boolean requestOnDemand(int units, RequestRate pace) {
        return pace.take(requests, units);
    }

    /** Takes a request of those that go with so many units of a version. */
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

    /** Has it looked at if nothing runs. */
    void noteIfUnused() {
        if (counts.get() == 0 && noted.compareAndSet(false, true)) {
            unused.add(this);
        }
    }

    /** Counts one whatever the limits are; nobody else uses this yet. */
    void add(Permit permit, long nowNanos) {
        switch (permit.pool()) {
            case UNRESERVED, RESERVED -> counts.addAndGet(ONE_ON_DEMAND);
            case PROVISIONED -> {
                version(permit.claimant().version(), nowNanos).add();
                counts.addAndGet(ONE_PROVISIONED);
            }
        }
    }

    /** Looks at one that was noted: it goes if there is nothing to remember. */
    void forget(long nowNanos) {
        noted.set(false); // before the look: an invocation that ends after it notes this again
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
