package dev.hearth.store;

import dev.hearth.model.AccountId;
import java.util.List;
import java.util.Optional;

/** Accounts and their access keys. */
public interface AccountStore {
    List<AccountId> accounts();

    /** False if it exists. */
    boolean createAccount(AccountId account);

    Optional<StoredKey> findKey(String accessKeyId);

    List<StoredKey> keys(AccountId account);

    void createKey(StoredKey key);

    boolean deleteKey(String accessKeyId);

    /** An access key. Its secret never goes to a log. */
    record StoredKey(String id, String secret, AccountId account) {
        @Override
        public String toString() {
            return "StoredKey[id=" + id + ", account=" + account + "]";
        }
    }
}
