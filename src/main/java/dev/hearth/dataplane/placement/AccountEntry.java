package dev.hearth.dataplane.placement;

import dev.hearth.model.AccountId;

/** What the view knows of an account that has sandboxes. */
final class AccountEntry {
    final AccountId id;
    final int number;

    /** How many it has in the whole fleet. */
    int sandboxes;

    AccountEntry(AccountId id, int number) {
        this.id = id;
        this.number = number;
    }
}
