package dev.hearth.dataplane.counter;

import dev.hearth.model.FunctionArn;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How fast each function may get new sandboxes: a decision, the same for the same times.
 *
 * <p>A function has a bucket of {@link Limits#SCALING_UNITS} tokens, which come back within
 * {@link Limits#SCALING_PERIOD}, one by one. A new sandbox for a request takes one; with none left, whoever would need
 * it is refused. What is not used does not add up. Functions don't take each other's. Sandboxes that nobody has asked
 * for yet (provisioned ones) take none.
 *
 * <p>It belongs to whoever decides that a sandbox is started. Its memory is bounded by the functions that got some in
 * the last period.
 */
public final class ScalingRate {
    private static final long INTERVAL = Limits.SCALING_PERIOD.toNanos() / Limits.SCALING_UNITS;

    /** When each function's bucket is full again, as of {@link TokenBucket}. */
    private final Map<FunctionArn, Long> fullAt = new ConcurrentHashMap<>();

    private final AtomicInteger most = new AtomicInteger(Limits.SCALING_FUNCTIONS);

    /** Takes one new sandbox of a function, whichever version it is for; false if it can't have one now. */
    public boolean take(FunctionArn function, long nowNanos) {
        if (fullAt.size() > most.get()) {
            fullAt.values().removeIf(time -> TokenBucket.isFull(time, nowNanos));
            most.set(Math.max(Limits.SCALING_FUNCTIONS, 2 * fullAt.size()));
        }
        AtomicBoolean taken = new AtomicBoolean();
        fullAt.compute(function.unqualified(), (same, before) -> {
            long after = TokenBucket.after(
                    before == null ? nowNanos : before, nowNanos, INTERVAL, Limits.SCALING_PERIOD.toNanos());
            taken.setPlain(after != TokenBucket.NONE);
            return taken.getPlain() ? Long.valueOf(after) : before;
        });
        return taken.getPlain();
    }

    /** One that was taken is not started after all. */
    public void giveBack(FunctionArn function) {
        fullAt.computeIfPresent(function.unqualified(), (same, before) -> before - INTERVAL);
    }

    /** Of how many functions something is remembered. */
    int size() {
        return fullAt.size();
    }
}
