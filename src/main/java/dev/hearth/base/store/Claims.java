package dev.hearth.base.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;

/**
 * The claims of documents, in a table of their own, so that claiming a document does not rewrite its body. A trigger
 * deletes the claims of a deleted document.
 */
final class Claims {
    /** The condition for documents {@code d} without a claim. An owner does not get its own claimed documents again. */
    static final String FREE = """
            NOT EXISTS (SELECT 1 FROM claim c WHERE c.account = d.account AND c.parent = d.parent AND c.kind = d.kind
            AND c.name = d.name AND (c.until > ? OR c.owner = ?))""";

    private Claims() {}

    static Optional<Instant> nextFree(Connection connection, Kind<?> kind, Scope scope, Lease asking)
            throws SQLException {
        return Sql.query(
                        connection,
                        row -> Instant.ofEpochMilli(row.getLong(1)),
                        "SELECT due FROM document d WHERE account = ? AND parent = ? AND kind = ? AND due IS NOT NULL"
                                + " AND " + FREE + " ORDER BY due LIMIT 1",
                        scope.account().value(),
                        scope.parent(),
                        kind.name(),
                        asking.until().toEpochMilli(),
                        asking.owner())
                .stream()
                .findFirst();
    }

    static boolean end(Connection connection, Kind<?> kind, Scope scope, String name, String owner)
            throws SQLException {
        return Sql.update(
                        connection,
                        "DELETE FROM claim WHERE account = ? AND parent = ? AND kind = ? AND name = ? AND owner = ?",
                        scope.account().value(),
                        scope.parent(),
                        kind.name(),
                        name,
                        owner)
                == 1;
    }

    static void renew(Connection connection, Kind<?> kind, Lease lease) throws SQLException {
        Sql.update(
                connection,
                "UPDATE claim SET until = ? WHERE kind = ? AND owner = ?",
                lease.until().toEpochMilli(),
                kind.name(),
                lease.owner());
    }

    static void endOthers(Connection connection, Kind<?> kind, String owner) throws SQLException {
        Sql.update(connection, "DELETE FROM claim WHERE kind = ? AND owner <> ?", kind.name(), owner);
    }
}
