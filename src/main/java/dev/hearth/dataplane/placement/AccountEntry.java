package dev.hearth.dataplane.placement;

import dev.hearth.model.AccountId;

/** The state of an account that has sandboxes. */
final class AccountEntry {
    final AccountId id;
    final int number;

    /** The number of its sandboxes in the fleet. */
    int sandboxes;

    AccountEntry(AccountId id, int number) {
        this.id = id;
        this.number = number;
    }
}
