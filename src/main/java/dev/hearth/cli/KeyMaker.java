package dev.hearth.cli;

import dev.hearth.base.store.AccountStore;
import dev.hearth.base.store.AccountStore.StoredKey;
import dev.hearth.model.AccountId;
import dev.hearth.neighbours.iam.Identifiers;
import dev.hearth.time.Ids;
import java.time.Instant;

/** Creates the access keys of accounts. */
public final class KeyMaker {
    /** The length of a secret, as on AWS. */
    private static final int SECRET_CHARACTERS = 40;

    private KeyMaker() {}

    /** Creates a random key of an account, and stores it. */
    public static StoredKey create(AccountStore accounts, AccountId account, Ids ids) {
        StoredKey key = new StoredKey(Identifiers.accessKey(ids), Identifiers.secret(ids), account, Instant.now());
        accounts.createKey(key);
        return key;
    }

    /** Creates a key with a given id and secret. */
    static StoredKey create(AccountStore accounts, AccountId account, String id, String secret) {
        StoredKey key = new StoredKey(id, secret, account, Instant.now());
        accounts.createKey(key);
        return key;
    }

    /** Whether a key's secret is shorter than a generated one. An operator chose it then, so it may be guessed. */
    public static boolean isWeak(StoredKey key) {
        return key.secret().length() < SECRET_CHARACTERS;
    }

    static void print(Output output, StoredKey key) {
        output.line("access key id      " + key.id());
        output.line("secret access key  " + key.secret());
    }
}
