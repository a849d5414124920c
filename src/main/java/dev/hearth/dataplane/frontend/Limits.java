package dev.hearth.dataplane.frontend;

/** The frontend's limits. */
final class Limits {
    /** "Up to 3,583 bytes of base64-encoded data": {@code ClientContext} of Invoke. */
    static final int CLIENT_CONTEXT_CHARACTERS = 3_583;

    /** Some 4 KB each with a full environment: 40 MB. Over that, the cache begins anew. */
    static final int CACHED_FUNCTIONS = 10_000;

    /** Versions and aliases of one function that are called; over that, the rest is read each time. */
    static final int CACHED_QUALIFIERS = 100;

    /** A trace header that is longer is not one. */
    static final int TRACE_HEADER_CHARACTERS = 512;

    /** How often an invocation goes to yet another sandbox because the one it had ended before taking it. */
    static final int INVOKE_ATTEMPTS = 3;

    /** "If your function is invoked approximately 16 times in the same chain of requests": the next one is refused. */
    static final int TURNS = 16;

    /** Functions in one lineage: 12 characters each, so that header and lineage are no more than a header may be. */
    static final int LINEAGE_FUNCTIONS = 32;

    /** Of the calls with active tracing beyond the first of a second: X-Ray's default rule. */
    static final double SAMPLED_SHARE = 0.05;

    static final int TENANT_CHARACTERS = 256;

    private Limits() {}
}
