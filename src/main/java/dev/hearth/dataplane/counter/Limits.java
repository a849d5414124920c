package dev.hearth.dataplane.counter;

import java.time.Duration;

/** The Counter's limits. */
final class Limits {
    /** How long an empty bucket of requests takes to be full: it holds one second's requests, and no more. */
    static final Duration REQUESTS_DEPTH = Duration.ofSeconds(1);

    /**
     * How long after the function's own time a permit can still be in use: three attempts (the Worker Manager's limit),
     * each of which may wait 60 s for a sandbox, 10 s of init each and again, and as much for slow machines.
     */
    static final Duration PERMIT_MARGIN = Duration.ofMinutes(8);

    /**
     * How often permits whose time is over are looked for: a leaked one counts for so much longer, which is little
     * beside its margin.
     */
    static final Duration SWEEP = Duration.ofSeconds(10);

    /** How many new sandboxes a function gets at once. See "Lambda scaling behavior", "concurrency scaling rate". */
    static final int SCALING_UNITS = 1_000;

    /** In which time as many more come: continuously, and never more than these at once. */
    static final Duration SCALING_PERIOD = Duration.ofSeconds(10);

    /** Functions whose scaling is remembered before those are forgotten that have all of it again: some 100 kB. */
    static final int SCALING_FUNCTIONS = 1_000;

    private Limits() {}
}
