package dev.hearth.base.store;

import dev.hearth.base.json.Json;
import dev.hearth.base.store.AccountStore.StoredKey;
import dev.hearth.model.AccountId;
import dev.hearth.model.CodePackage;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Documents over one connection, in a transaction that the caller begins and ends. */
final class SqlDocuments implements Transaction {
    private final Connection connection;
    private final Dialect dialect;
    private final boolean writes;
    private final Set<AccountId> locked = new HashSet<>();
    private final Set<Store.Change> changes = new LinkedHashSet<>();
    private final List<Claimed> claims = new ArrayList<>();

    private SqlDocuments(Connection connection, Dialect dialect, boolean writes) {
        this.connection = connection;
        this.dialect = dialect;
        this.writes = writes;
    }

    static View reading(Connection connection, Dialect dialect) {
        return new SqlDocuments(connection, dialect, false);
    }

    static SqlDocuments writing(Connection connection, Dialect dialect) {
        return new SqlDocuments(connection, dialect, true);
    }

    /** The documents that were written or deleted in this transaction, each once. */
    Set<Store.Change> changes() {
        return changes;
    }

    /** The documents that were claimed in this transaction. */
    List<Claimed> claims() {
        return claims;
    }

    /** Documents that one owner has claimed. */
    record Claimed(Kind<?> kind, Scope scope, String owner, List<String> names) {}

    @Override
    public <T> Optional<T> find(Kind<T> kind, Scope scope, String name) {
        protect(scope);
        return query(
                        row -> kind.reader().apply(Json.parseObject(row.getString(1))),
                        "SELECT body FROM document WHERE kind = ? AND account = ? AND parent = ? AND name = ?"
                                + (writes && scope.isQueue() ? dialect.lockingRow() : ""),
                        kind.name(),
                        scope.account().value(),
                        scope.parent(),
                        name)
                .stream()
                .findFirst();
    }

    @Override
    public <T> Optional<T> findByKey(Kind<T> kind, String key) {
        if (writes) {
            // its account is locked first, and then it is read: it may have been changed until then
            query(
                            row -> new AccountId(row.getString(1)),
                            "SELECT account FROM document WHERE kind = ? AND key = ?",
                            kind.name(),
                            key)
                    .forEach(this::protect);
        }
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
        protect(scope);
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
        protect(account);
        return query(
                row -> kind.reader().apply(Json.parseObject(row.getString(1))),
                "SELECT body FROM document WHERE kind = ? AND account = ? ORDER BY parent, name",
                kind.name(),
                account.value());
    }

    @Override
    public long count(Kind<?> kind, Scope scope) {
        protect(scope);
        return query(
                        row -> row.getLong(1),
                        dialect.count(),
                        kind.name(),
                        scope.account().value(),
                        scope.parent())
                .getFirst();
    }

    @Override
    public List<StoredKey> keys(AccountId account) {
        protect(account);
        return tried(() -> SqlAccountStore.keys(connection, account));
    }

    @Override
    public void putKey(StoredKey key) {
        protect(key.account());
        tried(() -> {
            SqlAccountStore.put(connection, key);
            return key;
        });
        noteKey(key);
    }

    void noteKey(StoredKey key) {
        changes.add(SqlAccountStore.change(key));
    }

    @Override
    public boolean deleteKey(StoredKey key) {
        protect(key.account());
        noteKey(key);
        return tried(() -> SqlAccountStore.delete(connection, key.id()));
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
                row -> new Scope(new AccountId(row.getString(1)), row.getString(2)), dialect.scopes(), kind.name());
    }

    @Override
    public Optional<Instant> nextDue(Kind<?> kind, Scope scope, String owner, Instant now) {
        return tried(() -> Claims.nextFree(connection, kind, scope, new Lease(owner, now)));
    }

    @Override
    public boolean isEmpty(Scope scope) {
        protect(scope);
        return query(
                        row -> row.getBoolean(1),
                        "SELECT NOT EXISTS (SELECT 1 FROM document WHERE account = ? AND parent = ?)",
                        scope.account().value(),
                        scope.parent())
                .getFirst();
    }

    @Override
    public List<String> claimDue(Kind<?> kind, Scope scope, Lease lease, Instant now, int limit) {
        List<String> names = tried(() -> dialect.claimDue(connection, kind, scope, lease, now, limit));
        if (!names.isEmpty()) {
            claims.add(new Claimed(kind, scope, lease.owner(), names));
        }
        return names;
    }

    @Override
    public boolean endClaim(Kind<?> kind, Scope scope, String name, String owner) {
        return tried(() -> Claims.end(connection, kind, scope, name, owner));
    }

    @Override
    public void renewClaims(Kind<?> kind, Lease lease) {
        tried(() -> {
            Claims.renew(connection, kind, lease);
            return lease;
        });
    }

    @Override
    public void endClaimsOfOthers(Kind<?> kind, String owner) {
        tried(() -> {
            Claims.endOthers(connection, kind, owner);
            return owner;
        });
    }

    @Override
    public long packageBytes(AccountId account) {
        protect(account);
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
        protect(scope);
        if (kind.packages().isPresent()) {
            forgetPackages(kind, scope, name);
        }
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
        for (CodePackage code : packages(kind, document)) {
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

    private static <T> Set<CodePackage> packages(Kind<T> kind, T document) {
        return kind.packages().map(needed -> Set.copyOf(needed.apply(document))).orElse(Set.of());
    }

    private void note(Kind<?> kind, Scope scope, String name) {
        if (!kind.unlisted()) {
            changes.add(new Store.Change(kind.name(), scope, name));
        }
    }

    @Override
    public boolean delete(Kind<?> kind, Scope scope, String name) {
        protect(scope);
        boolean any = update(
                        "DELETE FROM document WHERE kind = ? AND account = ? AND parent = ? AND name = ?",
                        kind.name(),
                        scope.account().value(),
                        scope.parent(),
                        name)
                > 0;
        if (any) {
            if (kind.packages().isPresent()) {
                forgetPackages(kind, scope, name);
            }
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
        protect(scope);
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

    private void protect(Scope scope) {
        if (!scope.isQueue()) {
            protect(scope.account());
        }
    }

    private void protect(AccountId account) {
        if (writes && locked.add(account)) {
            tried(() -> {
                dialect.lock(connection, account);
                return account;
            });
        }
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
