package dev.hearth.logs;

import dev.hearth.model.AccountId;

/** Names a group among all accounts'. */
record GroupKey(AccountId account, String name) {}
