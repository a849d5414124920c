package dev.hearth.dataplane.counter;

import java.time.Duration;

/**
 * The Counter's limits. The numbers of accounts have none here: an account has some only after a call that was signed
 * with one of its keys or that its functions' URLs let pass, so there are at most as many as accounts in the store.
 * They take some 500 bytes each: 5 MB for 10,000 accounts, which only an operator makes.
 */
final class Limits {
    /** The time in which an empty bucket of requests fills: it holds one second's requests, and no more. */
    static final Duration REQUESTS_DEPTH = Duration.ofSeconds(1);

    /**
     * The time after the function's own for which a permit can be in use: three attempts (the Worker Manager's limit),
     * each with up to 60 s of waiting for a sandbox, 10 s of init, and as much for slow machines.
     */
    static final Duration PERMIT_MARGIN = Duration.ofMinutes(8);

    /**
     * The interval of sweeps for expired permits. A leaked permit counts for so much longer, which is little beside its
     * margin.
     */
    static final Duration SWEEP = Duration.ofSeconds(10);

    /** The new sandboxes that a function gets at once. See "Lambda scaling behavior", "concurrency scaling rate". */
    static final int SCALING_UNITS = 1_000;

    /** The time in which the bucket of new sandboxes fills again, continuously. */
    static final Duration SCALING_PERIOD = Duration.ofSeconds(10);

    /** The functions whose buckets are kept before full buckets are removed: some 100 kB. */
    static final int SCALING_FUNCTIONS = 1_000;

    /** The accounts whose limits are cached, of some 150 bytes each: 1.5 MB. When the cache is full, it is cleared. */
    static final int CACHED_ACCOUNTS = 10_000;

    private Limits() {}
}
