package dev.hearth.base.store;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Copies the state from a file to an empty PostgreSQL database, in one transaction, and checks that both are the same.
 * Claims are not copied: they belong to servers that have ended.
 */
public final class StoreCopy {
    /** A table and its columns, of which these are numbers; all others are texts. */
    private record Table(String name, List<String> columns, List<String> numbers) {
        String select() {
            return "SELECT " + String.join(", ", columns) + " FROM " + name;
        }

        String insert() {
            return "INSERT INTO " + name + " (" + String.join(", ", columns) + ") VALUES ("
                    + String.join(", ", columns.stream().map(column -> "?").toList()) + ")";
        }
    }

    /** In an order in which rows refer only to rows that are there. */
    private static final List<Table> TABLES = List.of(
            new Table("account", List.of("id"), List.of()),
            new Table(
                    "access_key",
                    List.of("id", "secret", "account", "\"user\"", "active", "created"),
                    List.of("active")),
            new Table("secret", List.of("name", "value"), List.of()),
            new Table("document", List.of("kind", "account", "parent", "name", "due", "key", "body"), List.of("due")),
            new Table(
                    "package_use", List.of("account", "parent", "kind", "name", "package", "bytes"), List.of("bytes")));

    private StoreCopy() {}

    /**
     * The contents of a table.
     *
     * @param digest the sum of the rows' digests: it does not depend on their order
     */
    public record Contents(long rows, BigInteger digest) {
        private static final Contents NONE = new Contents(0, BigInteger.ZERO);

        private Contents with(BigInteger row) {
            return new Contents(rows + 1, digest.add(row));
        }
    }

    /**
     * What there is after the copy.
     *
     * @param tables the contents of each table, which are the same in both
     * @param before whether the database had all of that before
     */
    public record Report(Map<String, Contents> tables, boolean before) {}

    /** The database has a state already, which is another one. */
    public static final class OccupiedException extends RuntimeException {
        OccupiedException(String message) {
            super(message);
        }
    }

    /**
     * Copies a file's state. If it fails, the database is as before. If the database has the same state already,
     * nothing is done.
     *
     * @throws OccupiedException if the database has another state
     */
    public static Report copy(Path file, PostgresAddress target) {
        SqliteStore.open(file).close(); // brings the file's schema up to date
        try (Connection from = DriverManager.getConnection("jdbc:sqlite:" + file.toAbsolutePath());
                Connection into = DriverManager.getConnection(target.jdbcUrl(), target.properties())) {
            into.setAutoCommit(false);
            PostgresMigrations.apply(into);
            try (Statement statement = into.createStatement()) {
                statement.execute("SET LOCAL statement_timeout = 0");
                // keeps servers from writing meanwhile
                statement.execute("LOCK TABLE account, access_key, secret, document IN SHARE ROW EXCLUSIVE MODE");
            }
            Report report = copy(from, into, target);
            into.commit();
            return report;
        } catch (SQLException e) {
            throw new StoreException("the state could not be copied to " + target + ": " + e.getMessage(), e);
        }
    }

    private static Report copy(Connection from, Connection into, PostgresAddress target) throws SQLException {
        Map<String, Contents> there = contents(into);
        boolean empty = there.values().stream().allMatch(contents -> contents.rows() == 0);
        if (!empty && !there.equals(contents(from))) {
            throw new OccupiedException(target + " has a state of its own: name an empty database.");
        }
        if (empty) {
            Map<String, Contents> copied = new LinkedHashMap<>();
            for (Table table : TABLES) {
                copied.put(table.name(), copy(from, into, table));
            }
            there = contents(into);
            if (!there.equals(copied)) {
                throw new IllegalStateException("the copy differs from the file: " + there + " is not " + copied);
            }
        }
        return new Report(there, !empty);
    }

    private static Contents copy(Connection from, Connection into, Table table) throws SQLException {
        Contents contents = Contents.NONE;
        try (Statement select = from.createStatement();
                ResultSet rows = select.executeQuery(table.select());
                PreparedStatement insert = into.prepareStatement(table.insert())) {
            while (rows.next()) {
                for (int i = 1; i <= table.columns().size(); i++) {
                    insert.setObject(i, value(rows, i, table));
                }
                insert.addBatch();
                contents = contents.with(digest(rows, table));
                if (contents.rows() % Limits.COPIED == 0) {
                    insert.executeBatch();
                }
            }
            insert.executeBatch();
        }
        return contents;
    }

    private static @Nullable Object value(ResultSet rows, int column, Table table) throws SQLException {
        String text = rows.getString(column);
        return text != null && table.numbers().contains(table.columns().get(column - 1))
                ? (Object) Long.valueOf(text)
                : text;
    }

    private static Map<String, Contents> contents(Connection connection) throws SQLException {
        Map<String, Contents> all = new LinkedHashMap<>();
        for (Table table : TABLES) {
            Contents contents = Contents.NONE;
            try (Statement select = connection.createStatement()) {
                select.setFetchSize(Limits.COPIED);
                try (ResultSet rows = select.executeQuery(table.select())) {
                    while (rows.next()) {
                        contents = contents.with(digest(rows, table));
                    }
                }
            }
            all.put(table.name(), contents);
        }
        return all;
    }

    private static BigInteger digest(ResultSet row, Table table) throws SQLException {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (int i = 1; i <= table.columns().size(); i++) {
                byte[] value = Optional.ofNullable(row.getString(i))
                        .map(text -> text.getBytes(StandardCharsets.UTF_8))
                        .orElse(null);
                // with its length, so that a value can't end where another one begins
                digest.update(((value == null ? "-" : value.length) + ":").getBytes(StandardCharsets.US_ASCII));
                if (value != null) {
                    digest.update(value);
                }
            }
            return new BigInteger(1, digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
