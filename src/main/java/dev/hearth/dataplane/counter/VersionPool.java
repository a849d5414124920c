package dev.hearth.dataplane.counter;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * The invocations of one version that run on what is provisioned for it.
 *
 * <pre>
 * from   event                            to     notes
 * OPEN   taken, given back                OPEN
 * OPEN   nothing runs, the bucket is full GONE   nothing is left to remember: another one takes its place
 * </pre>
 */
final class VersionPool {
    private static final int GONE = -1;

    private final AtomicInteger running = new AtomicInteger();
    private final TokenBucket requests;

    VersionPool(long nowNanos) {
        this.requests = new TokenBucket(nowNanos);
    }

    /** Takes one, while fewer than so many run. */
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

    /** Takes a request of those that go with so many units. */
    boolean request(int units, RequestRate pace) {
        return pace.take(requests, units);
    }

    void giveBack() {
        running.decrementAndGet();
    }

    /** Counts one whatever the limit is. */
    void add() {
        running.incrementAndGet();
    }

    /** Whether it is gone now, because there was nothing to remember. */
    boolean forget(long nowNanos) {
        return running.get() == 0 && requests.isFull(nowNanos) && running.compareAndSet(0, GONE);
    }
}
