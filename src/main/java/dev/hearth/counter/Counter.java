package dev.hearth.counter;

import dev.hearth.model.FunctionArn;

/** Counts the invocations that run now, and refuses those over the account's limit. */
public interface Counter {
    /**
     * Counts one more until the permit is closed.
     *
     * @throws dev.hearth.error.ServiceException {@code TooManyRequestsException} with its reason, over the limit
     */
    Permit acquire(FunctionArn function);

    /** How many run now in the account of this function. */
    int running(FunctionArn function);

    /** One running invocation. Closing it again has no effect. */
    interface Permit extends AutoCloseable {
        @Override
        void close();
    }
}
