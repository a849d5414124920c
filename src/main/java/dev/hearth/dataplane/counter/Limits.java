package dev.hearth.dataplane.counter;

import java.time.Duration;

/** The Counter's limits. */
final class Limits {
    /**
     * Synchronous requests a second for each unit of concurrency. See "Understanding Lambda function scaling",
     * "concurrency and requests per second".
     */
    static final int REQUESTS_PER_UNIT = 10;

    /** How long an empty bucket of requests takes to be full: it holds one second's requests, and no more. */
    static final Duration REQUESTS_DEPTH = Duration.ofSeconds(1);

    /**
     * How long after the function's own time a permit can still be in use: three attempts (the Worker Manager's limit),
     * each of which may wait 60 s for a sandbox, 10 s of init each and again, and as much for slow machines.
     */
    static final Duration PERMIT_MARGIN = Duration.ofMinutes(8);

    /** How often permits whose time is over are looked for: a leaked one counts for so much longer. */
    static final Duration SWEEP = Duration.ofSeconds(1);

    private Limits() {}
}
