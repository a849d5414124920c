package dev.hearth.cli;

import dev.hearth.base.store.AccountStore;
import dev.hearth.base.store.AccountStore.StoredKey;
import dev.hearth.model.AccountId;
import dev.hearth.neighbours.iam.Identifiers;
import dev.hearth.time.Ids;
import java.time.Instant;

/** Makes the access keys of accounts. */
public final class KeyMaker {
    private KeyMaker() {}

    /** A new key of an account, kept in the store. */
    public static StoredKey create(AccountStore accounts, AccountId account, Ids ids) {
        StoredKey key = new StoredKey(Identifiers.accessKey(ids), Identifiers.secret(ids), account, Instant.now());
        accounts.createKey(key);
        return key;
    }

    static void print(Output output, StoredKey key) {
        output.line("access key id      " + key.id());
        output.line("secret access key  " + key.secret());
    }
}
