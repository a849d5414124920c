package dev.hearth.store;

import dev.hearth.model.AccountId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** Accounts and access keys in SQLite. */
final class SqliteAccountStore implements AccountStore {
    private final Lane reading;
    private final Lane writing;
    private final KeyCache cache = new KeyCache();

    SqliteAccountStore(Lane reading, Lane writing) {
        this.reading = reading;
        this.writing = writing;
    }

    @Override
    public List<AccountId> accounts() {
        return reading.call(connection ->
                Sql.query(connection, row -> new AccountId(row.getString(1)), "SELECT id FROM account ORDER BY id"));
    }

    @Override
    public boolean createAccount(AccountId account) {
        return writing.call(connection ->
                Sql.update(connection, "INSERT OR IGNORE INTO account (id) VALUES (?)", account.value()) == 1);
    }

    @Override
    public Optional<StoredKey> findKey(String accessKeyId) {
        return cache.find(
                accessKeyId,
                () -> reading.call(connection -> Sql.query(
                                connection,
                                SqliteAccountStore::key,
                                "SELECT id, secret, account FROM access_key WHERE id = ?",
                                accessKeyId)
                        .stream()
                        .findFirst()));
    }

    @Override
    public List<StoredKey> keys(AccountId account) {
        return reading.call(connection -> Sql.query(
                connection,
                SqliteAccountStore::key,
                "SELECT id, secret, account FROM access_key WHERE account = ? ORDER BY id",
                account.value()));
    }

    @Override
    public void createKey(StoredKey key) {
        int made = writing.call(connection -> Sql.update(
                connection,
                "INSERT OR IGNORE INTO access_key (id, secret, account) SELECT ?, ?, id FROM account WHERE id = ?",
                key.id(),
                key.secret(),
                key.account().value()));
        if (made == 0) {
            throw new IllegalArgumentException("there is a key of that name or no account " + key.account());
        }
    }

    @Override
    public boolean deleteKey(String accessKeyId) {
        boolean deleted = writing.call(
                connection -> Sql.update(connection, "DELETE FROM access_key WHERE id = ?", accessKeyId) == 1);
        cache.clear();
        return deleted;
    }

    /** Another process has written, perhaps keys. */
    void changedElsewhere() {
        cache.clear();
    }

    private static StoredKey key(ResultSet row) throws SQLException {
        return new StoredKey(row.getString(1), row.getString(2), new AccountId(row.getString(3)));
    }
}
