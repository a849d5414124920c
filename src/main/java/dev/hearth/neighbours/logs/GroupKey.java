package dev.hearth.neighbours.logs;

import dev.hearth.model.AccountId;

/** The key of a log group: its account and name. */
record GroupKey(AccountId account, String name) {
    /** Refuses an invalid name. */
    static GroupKey of(AccountId account, String name) {
        Names.requireGroup(name);
        return new GroupKey(account, name);
    }
}
