package dev.hearth.dataplane.counter;

import java.util.Optional;

/**
 * The concurrency that an invocation of a version may use.
 *
 * @param provisioned the provisioned concurrency of the version
 * @param reservation the function's reserved concurrency, which also limits it
 * @param withheld the concurrency of the account that is reserved for functions, so that others can't use it
 */
public record Capacity(int provisioned, Optional<Reservation> reservation, int withheld) {
    /** No reserved and no provisioned concurrency. */
    public static final Capacity UNRESERVED = new Capacity(0, Optional.empty(), 0);

    /**
     * A function's reserved concurrency.
     *
     * @param all the reserved concurrency
     * @param provisioned the part of it that is provisioned for versions; at most {@code all}
     */
    public record Reservation(int all, int provisioned) {
        /** The concurrency without what is provisioned. */
        int onDemand() {
            return Math.max(0, all - provisioned);
        }
    }
}
