package dev.hearth.base.store;

import dev.hearth.model.AccountId;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Accounts and access keys in an SQL database. */
final class SqlAccountStore implements AccountStore {
    /** The kind that changes of access keys are reported with. */
    static final String KEY = "access-key";

    private static final String COLUMNS = "id, secret, account, \"user\", active, created";
    private static final String SELECT = "SELECT " + COLUMNS + " FROM access_key ";

    private final Access access;
    private final KeyCache cache = new KeyCache();

    SqlAccountStore(Access access) {
        this.access = access;
    }

    /** Connections for statements about accounts and keys. */
    interface Access {
        <T> T read(Work<T> work);

        /** Commits before it returns. */
        <T> T write(Work<T> work);

        /** Writes or deletes a key, and returns it if there was anything to change. Other processes hear of that. */
        Optional<StoredKey> change(Work<Optional<StoredKey>> work);
    }

    @Override
    public List<AccountId> accounts() {
        return access.read(connection ->
                Sql.query(connection, row -> new AccountId(row.getString(1)), "SELECT id FROM account ORDER BY id"));
    }

    @Override
    public boolean createAccount(AccountId account) {
        return access.write(connection ->
                Sql.update(connection, "INSERT INTO account (id) VALUES (?) ON CONFLICT DO NOTHING", account.value())
                        == 1);
    }

    @Override
    public Optional<StoredKey> findKey(String accessKeyId) {
        return cache.find(
                accessKeyId,
                () -> access.read(connection ->
                        Sql.query(connection, SqlAccountStore::key, SELECT + "WHERE id = ?", accessKeyId).stream()
                                .findFirst()));
    }

    @Override
    public List<StoredKey> keys(AccountId account) {
        return access.read(connection -> keys(connection, account));
    }

    @Override
    public void createKey(StoredKey key) {
        Optional<StoredKey> made = access.change(connection ->
                insert(connection, key, "ON CONFLICT DO NOTHING") == 1 ? Optional.of(key) : Optional.empty());
        if (made.isEmpty()) {
            throw new IllegalArgumentException("there is a key of that name or no account " + key.account());
        }
    }

    @Override
    public boolean deleteKey(String accessKeyId) {
        boolean deleted = access.change(connection -> Sql.query(
                                connection,
                                SqlAccountStore::key,
                                "DELETE FROM access_key WHERE id = ? RETURNING " + COLUMNS,
                                accessKeyId)
                        .stream()
                        .findFirst())
                .isPresent();
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
        return Sql.query(connection, SqlAccountStore::key, SELECT + "WHERE account = ? ORDER BY id", account.value());
    }

    static void put(Connection connection, StoredKey key) throws SQLException {
        insert(connection, key, """
                ON CONFLICT (id) DO UPDATE SET secret = excluded.secret, account = excluded.account,
                "user" = excluded."user", active = excluded.active, created = excluded.created""");
    }

    static boolean delete(Connection connection, String accessKeyId) throws SQLException {
        return Sql.update(connection, "DELETE FROM access_key WHERE id = ?", accessKeyId) == 1;
    }

    private static int insert(Connection connection, StoredKey key, String onConflict) throws SQLException {
        return Sql.update(
                connection,
                "INSERT INTO access_key (" + COLUMNS + ") SELECT ?, ?, id, ?, ?, ? FROM account WHERE id = ? "
                        + onConflict,
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
