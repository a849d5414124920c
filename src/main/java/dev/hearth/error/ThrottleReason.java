package dev.hearth.error;

/**
 * The limit that a request exceeded: the {@code Reason} of a {@code TooManyRequestsException}, from the API's {@code
 * ThrottleReason}. Lambda has one message for all limits of invocations and another one for limits of callers. It sends
 * neither {@code Retry-After} nor {@code retryAfterSeconds}.
 */
public enum ThrottleReason {
    /** The account's unreserved concurrency is in use. */
    CONCURRENT_INVOCATIONS("ConcurrentInvocationLimitExceeded", "Rate Exceeded."),
    /** The requests per second that go with the account's unreserved concurrency are used up. */
    FUNCTION_INVOCATION_RATE("FunctionInvocationRateLimitExceeded", "Rate Exceeded."),
    /** The function's reserved concurrency is in use. */
    RESERVED_CONCURRENT_INVOCATIONS("ReservedFunctionConcurrentInvocationLimitExceeded", "Rate Exceeded."),
    /** The requests per second that go with the function's reserved concurrency are used up. */
    RESERVED_INVOCATION_RATE("ReservedFunctionInvocationRateLimitExceeded", "Rate Exceeded."),
    /** The caller has sent too many requests of any kind. */
    CALLER_RATE("CallerRateLimitExceeded", "Rate exceeded");

    private final String wire;
    private final String message;

    ThrottleReason(String wire, String message) {
        this.wire = wire;
        this.message = message;
    }

    /** Its name in the API. */
    public String wire() {
        return wire;
    }

    /** Lambda's message. */
    public String message() {
        return message;
    }
}
