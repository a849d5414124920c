package dev.hearth.model;

/**
 * How many invocations of one account may run at once.
 *
 * @param invocations from 1 to {@link #MOST}
 */
public record ConcurrencyLimit(int invocations) {
    /**
     * The greatest limit: the number of sandboxes of the largest planned fleet, ten thousand Workers with a hundred
     * each.
     */
    public static final int MOST = 1_000_000;

    /** Lambda's default: "Lambda quotas", concurrent executions. */
    public static final ConcurrencyLimit DEFAULT = new ConcurrencyLimit(1_000);

    /** The least unreserved concurrency of an account: "Lambda quotas". */
    private static final int UNRESERVED_LEAST = 100;

    public ConcurrencyLimit {
        if (invocations < 1 || invocations > MOST) {
            throw new IllegalArgumentException("a concurrency limit is from 1 to " + MOST + ": " + invocations);
        }
    }

    /** The part of the limit that can't be reserved for functions: the whole limit if it is low. */
    public int unreservedLeast() {
        return Math.min(UNRESERVED_LEAST, invocations);
    }
}
