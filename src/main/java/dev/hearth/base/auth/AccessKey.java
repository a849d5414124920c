package dev.hearth.base.auth;

import dev.hearth.model.AccountId;
import dev.hearth.model.Principal;

/** A key that signs requests. Its secret never goes to a log. */
public record AccessKey(String id, String secret, Principal.Member owner) {
    /** An account's own key. */
    public AccessKey(String id, String secret, AccountId account) {
        this(id, secret, new Principal.Root(account));
    }

    @Override
    public String toString() {
        return "AccessKey[id=" + id + ", owner=" + owner + "]";
    }
}
