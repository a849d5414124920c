package dev.hearth.async;

import dev.hearth.model.AccountId;

/** Where the records of events go that were processed or given up. */
@FunctionalInterface
public interface Destinations {
    /**
     * Hands a record over.
     *
     * @param target an ARN, as configured
     * @return false if this Hearth has nothing of that kind
     */
    boolean deliver(AccountId account, String target, byte[] record);
}
