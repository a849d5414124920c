package dev.hearth.dataplane.counter;

import java.time.Duration;

/** What a caller over the limit is told. */
final class Limits {
    /** Lambda's own words. */
    static final String MESSAGE = "Rate Exceeded.";

    /** One of {@code ThrottleReason} in the API. */
    static final String REASON = "ConcurrentInvocationLimitExceeded";

    /** For a function that has its own limit. */
    static final String RESERVED_REASON = "ReservedFunctionConcurrentInvocationLimitExceeded";

    /** The header counts whole seconds; most invocations end within the shortest of them. */
    static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private Limits() {}
}
