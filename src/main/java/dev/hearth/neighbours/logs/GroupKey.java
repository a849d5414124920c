package dev.hearth.neighbours.logs;

import dev.hearth.model.AccountId;

/** Names a group among all accounts'. */
record GroupKey(AccountId account, String name) {
    /** Refuses what is no name. */
    static GroupKey of(AccountId account, String name) {
        Names.requireGroup(name);
        return new GroupKey(account, name);
    }
}
