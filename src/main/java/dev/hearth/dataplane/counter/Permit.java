package dev.hearth.dataplane.counter;

/**
 * One running invocation, as the Counter counts it. A permit is data; its holder ends it, or it expires.
 *
 * @param id unique among all permits of all Counters
 * @param pool the pool of its unit of concurrency
 * @param untilNanos when it expires, by {@link dev.hearth.time.Time#nanos}: no invocation can run with it any more then
 */
public record Permit(long id, Claimant claimant, Pool pool, long untilNanos) {
    /** The pools of units of concurrency. */
    public enum Pool {
        /** The account's concurrency for functions without reserved concurrency, and for spill-over. */
        UNRESERVED,
        /** The function's reserved concurrency, without the provisioned part. */
        RESERVED,
        /** The version's provisioned concurrency. */
        PROVISIONED
    }
}
