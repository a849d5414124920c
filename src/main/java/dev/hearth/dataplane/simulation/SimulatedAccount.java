package dev.hearth.dataplane.simulation;

import dev.hearth.model.AccountId;

/** An account, and the number of its running calls as {@link Invariants} counts them. */
final class SimulatedAccount {
    final AccountId id;
    int running;

    SimulatedAccount(AccountId id) {
        this.id = id;
    }
}
