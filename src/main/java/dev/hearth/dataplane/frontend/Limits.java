package dev.hearth.dataplane.frontend;

import java.time.Duration;

/** The frontend's limits. */
final class Limits {
    /** "Up to 3,583 bytes of base64-encoded data": {@code ClientContext} of Invoke. */
    static final int CLIENT_CONTEXT_CHARACTERS = 3_583;

    /** Cached functions, of some 4 KB each with a full environment: 40 MB. When the cache is full, it is cleared. */
    static final int CACHED_FUNCTIONS = 10_000;

    /** Accounts whose withheld concurrency is cached, of some 150 bytes each: 1.5 MB. A full cache is cleared. */
    static final int CACHED_ACCOUNTS = 10_000;

    /** Cached versions and aliases of one function. Further ones are read at each call. */
    static final int CACHED_QUALIFIERS = 100;

    /** The longest trace header. Longer ones are ignored. */
    static final int TRACE_HEADER_CHARACTERS = 512;

    /** How many sandboxes an invocation tries, if sandboxes end before they take it. */
    static final int INVOKE_ATTEMPTS = 3;

    /** "If your function is invoked approximately 16 times in the same chain of requests": the next one is refused. */
    static final int TURNS = 16;

    /** Functions in a lineage, of 12 characters each, so that a header with its lineage keeps to its length. */
    static final int LINEAGE_FUNCTIONS = 32;

    /** The share of sampled calls with active tracing, beyond the first of a second: X-Ray's default rule. */
    static final double SAMPLED_SHARE = 0.05;

    /** Warm calls whose times are kept, of some 350 bytes each: 3 MB, and a second or two of a busy server. */
    static final int TIMED_WARM_CALLS = 8_192;

    /** Calls that waited for a sandbox and whose times are kept, of some 500 bytes each: 1 MB. */
    static final int TIMED_CALLS_THAT_WAITED = 2_048;

    /** The wait from which on a call counts as having found no idle sandbox. To find one takes microseconds. */
    static final Duration LONG_WAIT = Duration.ofMillis(1);

    private Limits() {}
}
