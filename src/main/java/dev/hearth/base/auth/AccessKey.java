package dev.hearth.base.auth;

import dev.hearth.model.AccountId;
import dev.hearth.model.Principal;

/** An access key that signs requests. The secret is never logged. */
public record AccessKey(String id, String secret, Principal.Member owner) {
    /** An access key of an account's root. */
    public AccessKey(String id, String secret, AccountId account) {
        this(id, secret, new Principal.Root(account));
    }

    @Override
    public String toString() {
        return "AccessKey[id=" + id + ", owner=" + owner + "]";
    }
}
