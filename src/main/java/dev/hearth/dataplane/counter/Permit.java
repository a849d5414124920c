package dev.hearth.dataplane.counter;

/**
 * One running invocation, as the Counter counts it: data, that is ended by whoever took it, or by its time.
 *
 * @param id unique among all permits of all lives of the Counter
 * @param pool whose unit of concurrency it has
 * @param untilNanos by {@link dev.hearth.time.Time#nanos}: from then on nobody can be running with it any more, and it
 *     is taken back
 */
public record Permit(long id, Claimant claimant, Pool pool, long untilNanos) {
    /** What a unit of concurrency can be one of. */
    public enum Pool {
        /** What the account has for functions without any concurrency of their own, and for what spills over. */
        UNRESERVED,
        /** What is reserved for the function, without what is provisioned of it. */
        RESERVED,
        /** What is provisioned for the version. */
        PROVISIONED
    }
}
