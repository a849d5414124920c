package dev.hearth.dataplane.counter;

import dev.hearth.model.AccountId;

/**
 * The account, function and version that an invocation counts for.
 *
 * @param function the function's identity, not its name: running invocations of a deleted function, and those of a
 *     later function of the same name, are counted separately
 * @param version which of its versions runs
 */
public record Claimant(AccountId account, String function, String version) {}
