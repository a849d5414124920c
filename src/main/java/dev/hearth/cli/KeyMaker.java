package dev.hearth.cli;

import dev.hearth.base.store.AccountStore;
import dev.hearth.base.store.AccountStore.StoredKey;
import dev.hearth.model.AccountId;
import dev.hearth.neighbours.iam.Identifiers;
import dev.hearth.time.Ids;
import java.time.Instant;

/** Makes the access keys of accounts. */
public final class KeyMaker {
    /** Of secrets as AWS makes them. */
    private static final int SECRET_CHARACTERS = 40;

    private KeyMaker() {}

    /** A new key of an account, kept in the store. */
    public static StoredKey create(AccountStore accounts, AccountId account, Ids ids) {
        StoredKey key = new StoredKey(Identifiers.accessKey(ids), Identifiers.secret(ids), account, Instant.now());
        accounts.createKey(key);
        return key;
    }

    /** One that somebody chose. */
    static StoredKey create(AccountStore accounts, AccountId account, String id, String secret) {
        StoredKey key = new StoredKey(id, secret, account, Instant.now());
        accounts.createKey(key);
        return key;
    }

    /** Whether a key's secret is shorter than those that are made here: then somebody chose it, to remember it. */
    public static boolean isWeak(StoredKey key) {
        return key.secret().length() < SECRET_CHARACTERS;
    }

    static void print(Output output, StoredKey key) {
        output.line("access key id      " + key.id());
        output.line("secret access key  " + key.secret());
    }
}
