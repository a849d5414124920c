package dev.hearth.model;

/**
 * How many invocations of one account may run at once.
 *
 * @param invocations from 1 to {@link #MOST}
 */
public record ConcurrencyLimit(int invocations) {
    /** As many sandboxes as a fleet is planned for: ten thousand Workers with a hundred each. */
    public static final int MOST = 1_000_000;

    /** What an account has that nothing was set for, as on Lambda. See "Lambda quotas", concurrent executions. */
    public static final ConcurrencyLimit DEFAULT = new ConcurrencyLimit(1_000);

    /** What functions without any concurrency of their own always have together. See "Lambda quotas". */
    private static final int UNRESERVED_LEAST = 100;

    public ConcurrencyLimit {
        if (invocations < 1 || invocations > MOST) {
            throw new IllegalArgumentException("a concurrency limit is from 1 to " + MOST + ": " + invocations);
        }
    }

    /** How much of it no function may have for itself; all of a limit that is lower. */
    public int unreservedLeast() {
        return Math.min(UNRESERVED_LEAST, invocations);
    }
}
