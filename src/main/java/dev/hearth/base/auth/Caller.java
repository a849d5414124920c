package dev.hearth.base.auth;

import dev.hearth.model.AccountId;
import dev.hearth.model.Principal;

/** Who sent a request, and with which key. What they may do, others decide. */
public record Caller(Principal.Member principal, String accessKeyId) {
    /** An account's own key. */
    public static Caller root(AccountId account, String accessKeyId) {
        return new Caller(new Principal.Root(account), accessKeyId);
    }

    static Caller of(AccessKey key) {
        return new Caller(key.owner(), key.id());
    }

    public AccountId account() {
        return principal.account();
    }

    /** Who AWS would say it is, such as {@code arn:aws:iam::ACCOUNT:root}. */
    public String arn() {
        return principal.name();
    }
}
