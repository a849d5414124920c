package dev.hearth.neighbours.logs;

import dev.hearth.model.AccountId;

/** The key of a log stream: its group and name. */
record StreamKey(GroupKey group, String name) {
    /** Refuses invalid names. */
    static StreamKey of(AccountId account, String group, String name) {
        GroupKey key = GroupKey.of(account, group);
        Names.requireStream(name);
        return new StreamKey(key, name);
    }
}
