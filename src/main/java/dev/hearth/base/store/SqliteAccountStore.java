package dev.hearth.base.store;

import dev.hearth.model.AccountId;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Accounts and access keys in SQLite. */
final class SqliteAccountStore implements AccountStore {
    /** The kind that changes of access keys are reported with. */
    static final String KEY = "access-key";

    private static final String SELECT = "SELECT id, secret, account, user, active, created FROM access_key ";

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
                () -> reading.call(connection ->
                        Sql.query(connection, SqliteAccountStore::key, SELECT + "WHERE id = ?", accessKeyId).stream()
                                .findFirst()));
    }

    @Override
    public List<StoredKey> keys(AccountId account) {
        return reading.call(connection -> keys(connection, account));
    }

    @Override
    public void createKey(StoredKey key) {
        int made = writing.call(connection -> insert(connection, "INSERT OR IGNORE", key));
        if (made == 0) {
            throw new IllegalArgumentException("there is a key of that name or no account " + key.account());
        }
    }

    @Override
    public boolean deleteKey(String accessKeyId) {
        boolean deleted = writing.call(connection -> delete(connection, accessKeyId));
        cache.clear();
        return deleted;
    }

    /** The change that reports that a key was written or deleted. */
    static Store.Change change(StoredKey key) {
        return new Store.Change(KEY, Scope.of(key.account()), key.id());
    }

    /** A listener that clears the cache of keys after every change of a key. */
    Store.ChangeListener listener() {
        return Store.ChangeListener.whatever(cache::clear);
    }

    /** Clears the cache of keys after a write of another process. */
    void changedElsewhere() {
        cache.clear();
    }

    static List<StoredKey> keys(Connection connection, AccountId account) throws SQLException {
        return Sql.query(
                connection, SqliteAccountStore::key, SELECT + "WHERE account = ? ORDER BY id", account.value());
    }

    static void put(Connection connection, StoredKey key) throws SQLException {
        insert(connection, "INSERT OR REPLACE", key);
    }

    static boolean delete(Connection connection, String accessKeyId) throws SQLException {
        return Sql.update(connection, "DELETE FROM access_key WHERE id = ?", accessKeyId) == 1;
    }

    private static int insert(Connection connection, String insert, StoredKey key) throws SQLException {
        return Sql.update(
                connection,
                insert + """
                         INTO access_key (id, secret, account, user, active, created)
                        SELECT ?, ?, id, ?, ?, ? FROM account WHERE id = ?""",
                key.id(),
                key.secret(),
                key.user().orElse(""),
                key.active() ? 1 : 0,
                key.created().toString(),
                key.account().value());
    }

    private static StoredKey key(ResultSet row) throws SQLException {
        return new StoredKey(
                row.getString(1),
                row.getString(2),
                new AccountId(row.getString(3)),
                Optional.of(row.getString(4)).filter(user -> !user.isEmpty()),
                row.getInt(5) == 1,
                Instant.parse(row.getString(6)));
    }
}
