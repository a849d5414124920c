package dev.hearth.base.store;

import dev.hearth.base.json.Json;
import dev.hearth.base.store.AccountStore.StoredKey;
import dev.hearth.model.AccountId;
import dev.hearth.model.CodePackage;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Documents over one SQLite connection, in a transaction that the caller begins and ends. */
final class SqliteDocuments implements Transaction {
    private static final String COUNT =
            "SELECT coalesce(max(documents), 0) FROM document_count WHERE kind = ? AND account = ? AND parent = ?";

    private final Connection connection;
    private final Set<Store.Change> changes = new LinkedHashSet<>();

    SqliteDocuments(Connection connection) {
        this.connection = connection;
    }

    /** The documents that were written or deleted in this transaction, each once. */
    Set<Store.Change> changes() {
        return changes;
    }

    @Override
    public <T> Optional<T> find(Kind<T> kind, Scope scope, String name) {
        return query(
                        row -> kind.reader().apply(Json.parseObject(row.getString(1))),
                        "SELECT body FROM document WHERE kind = ? AND account = ? AND parent = ? AND name = ?",
                        kind.name(),
                        scope.account().value(),
                        scope.parent(),
                        name)
                .stream()
                .findFirst();
    }

    @Override
    public <T> Optional<T> findByKey(Kind<T> kind, String key) {
        return query(
                        row -> kind.reader().apply(Json.parseObject(row.getString(1))),
                        "SELECT body FROM document WHERE kind = ? AND key = ?",
                        kind.name(),
                        key)
                .stream()
                .findFirst();
    }

    @Override
    public <T> List<T> list(Kind<T> kind, Scope scope, String after, int limit) {
        return query(
                row -> kind.reader().apply(Json.parseObject(row.getString(1))),
                """
                SELECT body FROM document
                WHERE kind = ? AND account = ? AND parent = ? AND name > ? ORDER BY name LIMIT ?""",
                kind.name(),
                scope.account().value(),
                scope.parent(),
                after,
                limit);
    }

    @Override
    public <T> List<T> listAll(Kind<T> kind, AccountId account) {
        return query(
                row -> kind.reader().apply(Json.parseObject(row.getString(1))),
                "SELECT body FROM document WHERE kind = ? AND account = ? ORDER BY parent, name",
                kind.name(),
                account.value());
    }

    @Override
    public long count(Kind<?> kind, Scope scope) {
        return query(row -> row.getLong(1), COUNT, kind.name(), scope.account().value(), scope.parent())
                .getFirst();
    }

    @Override
    public List<StoredKey> keys(AccountId account) {
        return tried(() -> SqliteAccountStore.keys(connection, account));
    }

    @Override
    public void putKey(StoredKey key) {
        tried(() -> {
            SqliteAccountStore.put(connection, key);
            return changes.add(SqliteAccountStore.change(key));
        });
    }

    @Override
    public boolean deleteKey(StoredKey key) {
        changes.add(SqliteAccountStore.change(key));
        return tried(() -> SqliteAccountStore.delete(connection, key.id()));
    }

    @Override
    public <T> List<T> pending(Kind<T> kind) {
        return query(
                row -> kind.reader().apply(Json.parseObject(row.getString(1))),
                "SELECT body FROM document WHERE kind = ? AND due IS NOT NULL",
                kind.name());
    }

    @Override
    public List<Scope> scopes(Kind<?> kind) {
        return query(
                row -> new Scope(new AccountId(row.getString(1)), row.getString(2)),
                "SELECT account, parent FROM document_count WHERE kind = ?",
                kind.name());
    }

    @Override
    public Optional<Instant> nextDue(Kind<?> kind, Scope scope, String owner, Instant now) {
        return tried(() -> SqliteClaims.nextFree(connection, kind, scope, new Lease(owner, now)));
    }

    @Override
    public boolean isEmpty(Scope scope) {
        return query(
                        row -> row.getInt(1) == 0,
                        "SELECT EXISTS (SELECT 1 FROM document WHERE account = ? AND parent = ?)",
                        scope.account().value(),
                        scope.parent())
                .getFirst();
    }

    @Override
    public List<String> claimDue(Kind<?> kind, Scope scope, Lease lease, Instant now, int limit) {
        return tried(() -> SqliteClaims.claimDue(connection, kind, scope, lease, now, limit));
    }

    @Override
    public boolean endClaim(Kind<?> kind, Scope scope, String name, String owner) {
        return tried(() -> SqliteClaims.end(connection, kind, scope, name, owner));
    }

    @Override
    public void renewClaims(Kind<?> kind, Lease lease) {
        tried(() -> {
            SqliteClaims.renew(connection, kind, lease);
            return lease;
        });
    }

    @Override
    public void endClaimsOfOthers(Kind<?> kind, String owner) {
        tried(() -> {
            SqliteClaims.endOthers(connection, kind, owner);
            return owner;
        });
    }

    @Override
    public long packageBytes(AccountId account) {
        return query(
                        row -> row.getLong(1),
                        "SELECT coalesce(sum(bytes), 0) FROM package_use WHERE account = ?",
                        account.value())
                .getFirst();
    }

    @Override
    public List<String> usedPackages() {
        return query(row -> row.getString(1), "SELECT DISTINCT package FROM package_use");
    }

    @Override
    public <T> void put(Kind<T> kind, Scope scope, String name, T document) {
        forgetPackages(kind, scope, name);
        update(
                """
                INSERT INTO document (kind, account, parent, name, due, key, body) VALUES (?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (account, parent, kind, name)
                DO UPDATE SET due = excluded.due, key = excluded.key, body = excluded.body""",
                kind.name(),
                scope.account().value(),
                scope.parent(),
                name,
                kind.due().apply(document).map(Instant::toEpochMilli).orElse(null),
                kind.key().apply(document).orElse(null),
                Json.writeString(kind.writer().apply(document)));
        for (CodePackage code : Set.copyOf(kind.packages().apply(document))) {
            update(
                    "INSERT INTO package_use (kind, account, parent, name, package, bytes) VALUES (?, ?, ?, ?, ?, ?)",
                    kind.name(),
                    scope.account().value(),
                    scope.parent(),
                    name,
                    code.sha256(),
                    code.size().bytes());
        }
        note(kind, scope, name);
    }

    private void note(Kind<?> kind, Scope scope, String name) {
        if (!kind.unlisted()) {
            changes.add(new Store.Change(kind.name(), scope, name));
        }
    }

    @Override
    public boolean delete(Kind<?> kind, Scope scope, String name) {
        boolean any = update(
                        "DELETE FROM document WHERE kind = ? AND account = ? AND parent = ? AND name = ?",
                        kind.name(),
                        scope.account().value(),
                        scope.parent(),
                        name)
                > 0;
        if (any) {
            forgetPackages(kind, scope, name);
            note(kind, scope, name);
        }
        return any;
    }

    @Override
    public int deleteSome(Kind<?> kind, Scope scope, int limit) {
        List<String> names = query(
                row -> row.getString(1),
                "SELECT name FROM document WHERE kind = ? AND account = ? AND parent = ? LIMIT ?",
                kind.name(),
                scope.account().value(),
                scope.parent(),
                limit);
        names.forEach(name -> delete(kind, scope, name));
        return names.size();
    }

    @Override
    public void deleteAll(Scope scope) {
        deleteWhere(scope, "account = ? AND parent = ?", scope.account().value(), scope.parent());
    }

    @Override
    public void deleteAll(Scope scope, String name) {
        deleteWhere(
                scope,
                "account = ? AND parent = ? AND name = ?",
                scope.account().value(),
                scope.parent(),
                name);
    }

    private void deleteWhere(Scope scope, String condition, String... parameters) {
        changes.addAll(query(
                row -> new Store.Change(row.getString(1), scope, row.getString(2)),
                "SELECT kind, name FROM document WHERE " + condition,
                (Object[]) parameters));
        update("DELETE FROM document WHERE " + condition, (Object[]) parameters);
        update("DELETE FROM package_use WHERE " + condition, (Object[]) parameters);
    }

    private void forgetPackages(Kind<?> kind, Scope scope, String name) {
        update(
                "DELETE FROM package_use WHERE kind = ? AND account = ? AND parent = ? AND name = ?",
                kind.name(),
                scope.account().value(),
                scope.parent(),
                name);
    }

    private int update(String sql, @Nullable Object... parameters) {
        return tried(() -> Sql.update(connection, sql, parameters));
    }

    private <T> List<T> query(Sql.Row<T> row, String sql, Object... parameters) {
        return tried(() -> Sql.query(connection, row, sql, parameters));
    }

    /** A query or update. */
    @FunctionalInterface
    private interface Asked<T> {
        T ask() throws SQLException;
    }

    private static <T> T tried(Asked<T> asked) {
        try {
            return asked.ask();
        } catch (SQLException e) {
            throw new StoreException("the store failed: " + e.getMessage(), e);
        }
    }
}
