package dev.hearth.model;

/**
 * How many invocations of one account may run at once.
 *
 * @param invocations at least 1
 */
public record ConcurrencyLimit(int invocations) {
    /** What a new account of Lambda has. See "Lambda quotas", concurrent executions. */
    public static final ConcurrencyLimit DEFAULT = new ConcurrencyLimit(1_000);

    public ConcurrencyLimit {
        if (invocations < 1) {
            throw new IllegalArgumentException("a concurrency limit is at least 1: " + invocations);
        }
    }
}
