package dev.hearth.dataplane.counter;

import dev.hearth.model.AccountId;

/** Counts the invocations that run now, and refuses those over the account's or the function's limit. */
public interface Counter {
    /**
     * Counts one more until the permit is closed.
     *
     * @throws dev.hearth.error.ServiceException {@code TooManyRequestsException} with its reason, over the limit
     */
    Permit acquire(Claimant claimant, Capacity capacity);

    /** How many run now in this account. */
    int running(AccountId account);

    /** One running invocation. Closing it again has no effect. */
    interface Permit extends AutoCloseable {
        @Override
        void close();
    }
}
