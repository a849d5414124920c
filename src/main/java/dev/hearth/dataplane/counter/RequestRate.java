package dev.hearth.dataplane.counter;

import dev.hearth.model.Quotas;

/**
 * How an invocation draws on the requests of a pool.
 *
 * @param requestsPerUnit how many a second there are for each unit of the pool; 0 if its rate is not limited
 */
record RequestRate(int requestsPerUnit, long nowNanos) {
    static RequestRate of(InvocationKind kind, long nowNanos) {
        return switch (kind) {
            case SYNCHRONOUS -> new RequestRate(Quotas.REQUESTS_PER_UNIT, nowNanos);
            case ASYNCHRONOUS -> new RequestRate(0, nowNanos);
        };
    }

    /**
     * Takes a request out of the bucket of a pool.
     *
     * @param units how large the pool is, at least 1
     */
    boolean take(TokenBucket requests, int units) {
        if (requestsPerUnit == 0) {
            return true;
        }
        long most = (long) requestsPerUnit * units;
        // rounded up: rather a request too few than one too many
        long interval = Math.ceilDiv(Limits.REQUESTS_DEPTH.toNanos(), most);
        return requests.take(nowNanos, interval, interval * most);
    }
}
