package dev.hearth.dataplane.counter;

import dev.hearth.model.AccountId;

/**
 * Whose an invocation is.
 *
 * @param function the function's identity, not its name: one that was deleted while it ran, and the next of its name,
 *     are two, and neither runs on what the other has for itself
 * @param version which of its versions runs
 */
public record Claimant(AccountId account, String function, String version) {}
