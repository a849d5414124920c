package dev.hearth.dataplane.counter;

import dev.hearth.model.AccountId;
import dev.hearth.model.ConcurrencyLimit;

/** How many invocations of each account may run at once; asked for every invocation. */
@FunctionalInterface
public interface ConcurrencyLimits {
    ConcurrencyLimit of(AccountId account);
}
