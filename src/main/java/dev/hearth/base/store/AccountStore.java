package dev.hearth.base.store;

import dev.hearth.model.AccountId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Accounts and their access keys. */
public interface AccountStore {
    List<AccountId> accounts();

    /** Creates an account. False if it exists already. */
    boolean createAccount(AccountId account);

    Optional<StoredKey> findKey(String accessKeyId);

    List<StoredKey> keys(AccountId account);

    void createKey(StoredKey key);

    boolean deleteKey(String accessKeyId);

    /**
     * An access key. Its secret is never logged.
     *
     * @param user the name of the user who owns the key; empty if the account's root owns it
     * @param active whether the key may sign requests
     */
    record StoredKey(
            String id, String secret, AccountId account, Optional<String> user, boolean active, Instant created) {
        /** An access key of an account's root. */
        public StoredKey(String id, String secret, AccountId account, Instant created) {
            this(id, secret, account, Optional.empty(), true, created);
        }

        /** Whether it is an active key of an account's root. */
        public boolean isActiveRoot() {
            return active && user.isEmpty();
        }

        @Override
        public String toString() {
            return "StoredKey[id=" + id + ", account=" + account + ", user=" + user + ", active=" + active + "]";
        }
    }
}
