package dev.hearth.neighbours.logs;

import dev.hearth.model.AccountId;

/** Names a stream among all. */
record StreamKey(GroupKey group, String name) {
    /** Refuses what are no names. */
    static StreamKey of(AccountId account, String group, String name) {
        GroupKey key = GroupKey.of(account, group);
        Names.requireStream(name);
        return new StreamKey(key, name);
    }
}
