package dev.hearth.base.auth;

import dev.hearth.model.AccountId;
import dev.hearth.model.Principal;

/** The principal that sent a request, and the access key that signed it. Policies decide what the caller may do. */
public record Caller(Principal.Member principal, String accessKeyId) {
    /** The root of an account, with its own key. */
    public static Caller root(AccountId account, String accessKeyId) {
        return new Caller(new Principal.Root(account), accessKeyId);
    }

    static Caller of(AccessKey key) {
        return new Caller(key.owner(), key.id());
    }

    public AccountId account() {
        return principal.account();
    }

    /** The caller's ARN as AWS writes it, such as {@code arn:aws:iam::ACCOUNT:root}. */
    public String arn() {
        return principal.name();
    }
}
