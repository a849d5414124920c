package dev.hearth.dataplane.simulation;

import dev.hearth.model.AccountId;

/** An account, and how many of its calls are under way, as {@link Invariants} counts them. */
final class SimulatedAccount {
    final AccountId id;
    int running;

    SimulatedAccount(AccountId id) {
        this.id = id;
    }
}
