package dev.hearth.async;

import dev.hearth.model.FunctionArn;

/** Where the records of events go that were processed or given up. */
@FunctionalInterface
public interface Destinations {
    /**
     * Hands a record over.
     *
     * @param source the function that the events were for
     * @param target an ARN, as configured
     * @return false if this Hearth has nothing of that kind, or the function's role may not tell it
     */
    boolean deliver(FunctionArn source, String target, byte[] record);
}
