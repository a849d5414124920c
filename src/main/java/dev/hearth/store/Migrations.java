package dev.hearth.store;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** The schema, as the numbered steps that lead to it. A step that was released is never changed, only followed. */
final class Migrations {
    private static final List<List<String>> STEPS = List.of(List.of(
            "CREATE TABLE account (id TEXT PRIMARY KEY) STRICT, WITHOUT ROWID",
            """
            CREATE TABLE access_key (
              id TEXT PRIMARY KEY,
              secret TEXT NOT NULL,
              account TEXT NOT NULL REFERENCES account (id)
            ) STRICT, WITHOUT ROWID""",
            "CREATE INDEX access_key_account ON access_key (account)",
            "CREATE TABLE secret (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID",
            """
            CREATE TABLE function (
              account TEXT NOT NULL,
              name TEXT NOT NULL,
              revision TEXT NOT NULL,
              unfinished INTEGER NOT NULL,
              code TEXT NOT NULL,
              code_bytes INTEGER NOT NULL,
              serving_code TEXT,
              document TEXT NOT NULL,
              PRIMARY KEY (account, name)
            ) STRICT""",
            "CREATE INDEX function_unfinished ON function (account, name) WHERE unfinished = 1",
            """
            CREATE TABLE change (
              sequence INTEGER PRIMARY KEY AUTOINCREMENT,
              region TEXT NOT NULL,
              account TEXT NOT NULL,
              name TEXT NOT NULL
            ) STRICT"""));

    private Migrations() {}

    /** Does the steps that this file has not seen. The connection is in a transaction. */
    static void apply(Connection connection) throws SQLException {
        int version = version(connection);
        if (version > STEPS.size()) {
            throw new IllegalStateException("the state was written by a newer Hearth (schema " + version + ", this one "
                    + "knows " + STEPS.size() + ")");
        }
        try (Statement statement = connection.createStatement()) {
            for (List<String> step : STEPS.subList(version, STEPS.size())) {
                for (String sql : step) {
                    statement.executeUpdate(sql);
                }
            }
            statement.executeUpdate("PRAGMA user_version = " + STEPS.size());
        }
    }

    static int version(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("PRAGMA user_version")) {
            return row.next() ? row.getInt(1) : 0;
        }
    }

    static boolean upToDate(Connection connection) throws SQLException {
        return version(connection) == STEPS.size();
    }
}
