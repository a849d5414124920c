package dev.hearth.dataplane.counter;

import dev.hearth.model.FunctionArn;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The rate at which each function may get new sandboxes: a decision that depends only on the given times.
 *
 * <p>A function has a bucket of {@link Limits#SCALING_UNITS} tokens, which refills continuously within {@link
 * Limits#SCALING_PERIOD}. A new sandbox for a request takes a token; without one the request is refused. Unused tokens
 * don't accumulate. Functions have separate buckets. Provisioned sandboxes, which no request waits for, take no token.
 *
 * <p>It belongs to the part that decides on starts. Its memory is bounded by the functions that got sandboxes in the
 * last period.
 */
public final class ScalingRate {
    private static final long INTERVAL = Limits.SCALING_PERIOD.toNanos() / Limits.SCALING_UNITS;

    /** The time at which each function's bucket is full again, as in {@link TokenBucket}. */
    private final Map<FunctionArn, Long> fullAt = new ConcurrentHashMap<>();

    private final AtomicInteger most = new AtomicInteger(Limits.SCALING_FUNCTIONS);

    /** Takes a token for a new sandbox of a function, of any version; false if there is none. */
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

    /** Returns a token, because the sandbox is not started. */
    public void giveBack(FunctionArn function) {
        fullAt.computeIfPresent(function.unqualified(), (same, before) -> before - INTERVAL);
    }

    /** The number of functions whose buckets are kept. */
    int size() {
        return fullAt.size();
    }
}
