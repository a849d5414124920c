package dev.hearth.counter;

import dev.hearth.model.FunctionArn;

/** Counts the invocations that run now, and refuses those over the account's or the function's limit. */
public interface Counter {
    /**
     * Counts one more until the permit is closed.
     *
     * @param version the function's version that is to run
     * @throws dev.hearth.error.ServiceException {@code TooManyRequestsException} with its reason, over the limit
     */
    Permit acquire(FunctionArn version, Capacity capacity);

    /** How many run now in the account of this function. */
    int running(FunctionArn function);

    /** One running invocation. Closing it again has no effect. */
    interface Permit extends AutoCloseable {
        @Override
        void close();
    }
}
