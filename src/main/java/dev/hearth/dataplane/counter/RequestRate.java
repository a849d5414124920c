package dev.hearth.dataplane.counter;

import dev.hearth.model.Quotas;

/**
 * The rate limit of an invocation's pool.
 *
 * @param requestsPerUnit requests per second for each unit of the pool; 0: no limit
 */
record RequestRate(int requestsPerUnit, long nowNanos) {
    static RequestRate of(InvocationKind kind, long nowNanos) {
        return switch (kind) {
            case SYNCHRONOUS -> new RequestRate(Quotas.REQUESTS_PER_UNIT, nowNanos);
            case ASYNCHRONOUS -> new RequestRate(0, nowNanos);
        };
    }

    /**
     * Takes a token from the bucket of a pool.
     *
     * @param units the size of the pool, at least 1
     */
    boolean take(TokenBucket requests, int units) {
        if (requestsPerUnit == 0) {
            return true;
        }
        long most = (long) requestsPerUnit * units;
        // rounded up, so that the rate is never exceeded
        long interval = Math.ceilDiv(Limits.REQUESTS_DEPTH.toNanos(), most);
        return requests.take(nowNanos, interval, interval * most);
    }
}
