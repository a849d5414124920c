package dev.hearth.base.store;

import dev.hearth.model.AccountId;
import java.time.Instant;
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

    /**
     * An access key. Its secret never goes to a log.
     *
     * @param user the name of the user whose key it is; empty if it is the account's own
     * @param active whether it may sign requests
     */
    record StoredKey(
            String id, String secret, AccountId account, Optional<String> user, boolean active, Instant created) {
        /** An account's own key. */
        public StoredKey(String id, String secret, AccountId account, Instant created) {
            this(id, secret, account, Optional.empty(), true, created);
        }

        /** Whether it is an account's own, and works. */
        public boolean isActiveRoot() {
            return active && user.isEmpty();
        }

        @Override
        public String toString() {
            return "StoredKey[id=" + id + ", account=" + account + ", user=" + user + ", active=" + active + "]";
        }
    }
}
