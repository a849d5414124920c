package dev.hearth.dataplane.counter;

import dev.hearth.model.AccountId;
import java.time.Duration;
import java.util.Collection;

/** Counts the invocations that run now, and refuses those over the account's or the function's limits. */
public interface Counter {
    /**
     * Counts one more, until its permit is ended.
     *
     * @param timeout how long the function may run: some time after that the permit is taken back by itself
     * @throws dev.hearth.error.ServiceException {@code TooManyRequestsException} with its reason, over a limit
     */
    Permit acquire(Claimant claimant, Capacity capacity, InvocationKind kind, Duration timeout);

    /** Counts one less. Ending a permit again has no effect, nor has ending one that was taken back. */
    void end(Permit permit);

    /**
     * Begins anew with what runs, whatever the limits say of it: for a Counter that takes over from another one, before
     * it serves. What it had counted itself is forgotten.
     */
    void rebuild(Collection<Permit> running);

    /** How many run now in this account. */
    int running(AccountId account);
}
