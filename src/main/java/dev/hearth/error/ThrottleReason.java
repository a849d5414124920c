package dev.hearth.error;

/**
 * Which limit a request went over: the {@code Reason} of a {@code TooManyRequestsException}, by the API's
 * {@code ThrottleReason}. Lambda says the same sentence for all limits of invocations, another one for the limits of
 * callers; it sends no {@code Retry-After} and no {@code retryAfterSeconds} with any of them.
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
    /** The caller asks for more than this service takes, whatever it asks for. */
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

    /** What Lambda says with it. */
    public String message() {
        return message;
    }
}
