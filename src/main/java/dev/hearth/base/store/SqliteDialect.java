package dev.hearth.base.store;

import dev.hearth.model.AccountId;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

/** SQLite's part: one connection writes at a time, so that nothing has to be locked. */
enum SqliteDialect implements Dialect {
    INSTANCE;

    @Override
    public String count() {
        return "SELECT coalesce(max(documents), 0) FROM document_count WHERE kind = ? AND account = ? AND parent = ?";
    }

    @Override
    public String scopes() {
        return "SELECT account, parent FROM document_count WHERE kind = ?";
    }

    @Override
    public String lockingRow() {
        return "";
    }

    @Override
    public void lock(Connection connection, AccountId account) {
        // the transaction holds the lock of the whole file
    }

    @Override
    public List<String> claimDue(Connection connection, Kind<?> kind, Scope scope, Lease lease, Instant now, int limit)
            throws SQLException {
        List<String> names = Sql.query(
                connection,
                row -> row.getString(1),
                "SELECT name FROM document d WHERE account = ? AND parent = ? AND kind = ? AND due <= ? AND "
                        + Claims.FREE + " ORDER BY due, name LIMIT ?",
                scope.account().value(),
                scope.parent(),
                kind.name(),
                now.toEpochMilli(),
                now.toEpochMilli(),
                lease.owner(),
                limit);
        for (String name : names) {
            Sql.update(
                    connection,
                    "INSERT OR REPLACE INTO claim (account, parent, kind, name, owner, until)"
                            + " VALUES (?, ?, ?, ?, ?, ?)",
                    scope.account().value(),
                    scope.parent(),
                    kind.name(),
                    name,
                    lease.owner(),
                    lease.until().toEpochMilli());
        }
        return names;
    }
}
