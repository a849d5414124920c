package dev.hearth.auth;

import dev.hearth.model.AccountId;

/** A key that signs requests. Its secret never goes to a log. */
public record AccessKey(String id, String secret, AccountId account) {
    @Override
    public String toString() {
        return "AccessKey[id=" + id + ", account=" + account + "]";
    }
}
