package dev.hearth.dataplane.counter;

import java.util.Optional;

/**
 * The concurrency of its account that an invocation of a version may use.
 *
 * @param provisioned how many sandboxes are started ahead for the version
 * @param reservation the function's reserved concurrency, which also limits it
 * @param withheld how much of the account's concurrency is kept for functions, so that those without any can't have it
 */
public record Capacity(int provisioned, Optional<Reservation> reservation, int withheld) {
    /** No reserved and no provisioned concurrency. */
    public static final Capacity UNRESERVED = new Capacity(0, Optional.empty(), 0);

    /**
     * A function's reserved concurrency.
     *
     * @param all how many invocations of the function may run at once
     * @param provisioned how many of these its versions have for themselves, all together; no more than {@code all}
     */
    public record Reservation(int all, int provisioned) {
        /** How many may run at once without provisioned concurrency, or beyond it. */
        int onDemand() {
            return Math.max(0, all - provisioned);
        }
    }
}
