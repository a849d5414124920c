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

/** Documents over one connection of SQLite, in a transaction that somebody else begins and ends. */
final class SqliteDocuments implements Transaction {
    private static final String COUNT =
            "SELECT coalesce(max(documents), 0) FROM document_count WHERE kind = ? AND account = ? AND parent = ?";

    private final Connection connection;
    private final Set<Store.Change> changes = new LinkedHashSet<>();

    SqliteDocuments(Connection connection) {
        this.connection = connection;
    }

    /** What was written or deleted through this, each once. */
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
        try {
            return SqliteAccountStore.keys(connection, account);
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    @Override
    public void putKey(StoredKey key) {
        try {
            SqliteAccountStore.put(connection, key);
            changes.add(SqliteAccountStore.change(key));
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    @Override
    public boolean deleteKey(StoredKey key) {
        try {
            changes.add(SqliteAccountStore.change(key));
            return SqliteAccountStore.delete(connection, key.id());
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    @Override
    public <T> List<T> pending(Kind<T> kind) {
        return query(
                row -> kind.reader().apply(Json.parseObject(row.getString(1))),
                "SELECT body FROM document WHERE kind = ? AND due IS NOT NULL",
                kind.name());
    }

    @Override
    public <T> List<T> due(Kind<T> kind, Instant now, int limit) {
        return query(
                row -> kind.reader().apply(Json.parseObject(row.getString(1))),
                "SELECT body FROM document WHERE kind = ? AND due <= ? ORDER BY due LIMIT ?",
                kind.name(),
                now.toEpochMilli(),
                limit);
    }

    @Override
    public Optional<Instant> nextDue(Kind<?> kind, Instant after) {
        return query(
                        row -> Instant.ofEpochMilli(row.getLong(1)),
                        "SELECT due FROM document WHERE kind = ? AND due > ? ORDER BY due LIMIT 1",
                        kind.name(),
                        after.toEpochMilli())
                .stream()
                .findFirst();
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
        try {
            return Sql.update(connection, sql, parameters);
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    private <T> List<T> query(Sql.Row<T> row, String sql, Object... parameters) {
        try {
            return Sql.query(connection, row, sql, parameters);
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    private static StoreException failed(SQLException e) {
        return new StoreException("the store failed: " + e.getMessage(), e);
    }
}
