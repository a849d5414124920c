package dev.hearth.dataplane.counter;

import dev.hearth.model.AccountId;
import java.time.Duration;

/** Counts the invocations that run now, and refuses those over the account's or the function's limits. */
public interface Counter {
    /**
     * Acquires a permit for one invocation.
     *
     * @param timeout how long the function may run. Some time after that the Counter ends the permit itself
     * @throws dev.hearth.error.ServiceException {@code TooManyRequestsException} with its reason, over a limit
     */
    Permit acquire(Claimant claimant, Capacity capacity, InvocationKind kind, Duration timeout);

    /** Ends a permit. Ending it again has no effect. */
    void end(Permit permit);

    /** The number of running invocations in this account. */
    int running(AccountId account);
}
