package dev.hearth.dataplane.counter;

import dev.hearth.model.AccountId;
import dev.hearth.model.ConcurrencyLimit;

/** The concurrency limits of accounts. Every invocation reads one. */
@FunctionalInterface
public interface ConcurrencyLimits {
    ConcurrencyLimit of(AccountId account);
}
