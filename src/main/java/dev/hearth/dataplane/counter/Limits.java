package dev.hearth.dataplane.counter;

import java.time.Duration;

/** The Counter's limits. */
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

    private Limits() {}
}
