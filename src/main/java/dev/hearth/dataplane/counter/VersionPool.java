package dev.hearth.dataplane.counter;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * The running invocations of one version on its provisioned concurrency.
 *
 * <pre>
 * from   event                            to     notes
 * OPEN   taken, given back                OPEN
 * OPEN   nothing runs, the bucket is full GONE   it has no state to keep, and is replaced at the next invocation
 * </pre>
 */
final class VersionPool {
    private static final int GONE = -1;

    private final AtomicInteger running = new AtomicInteger();
    private final TokenBucket requests;

    VersionPool(long nowNanos) {
        this.requests = new TokenBucket(nowNanos);
    }

    /** Takes a unit, within the limit. */
    TakeOutcome take(int units) {
        while (true) {
            int now = running.get();
            if (now == GONE) {
                return TakeOutcome.GONE;
            }
            if (now >= units) {
                return TakeOutcome.FULL;
            }
            if (running.compareAndSet(now, now + 1)) {
                return TakeOutcome.TAKEN;
            }
        }
    }

    /** Takes a request token of so many units. */
    boolean request(int units, RequestRate pace) {
        return pace.take(requests, units);
    }

    void giveBack() {
        running.decrementAndGet();
    }

    /** Counts an invocation regardless of the limit. */
    void add() {
        running.incrementAndGet();
    }

    /** Removes it if it has no state to keep; true if it is removed. */
    boolean forget(long nowNanos) {
        return running.get() == 0 && requests.isFull(nowNanos) && running.compareAndSet(0, GONE);
    }
}
