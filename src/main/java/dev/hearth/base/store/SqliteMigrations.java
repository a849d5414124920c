package dev.hearth.base.store;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** The schema in SQLite, as a numbered list of steps. A released step is never changed; later steps are added. */
final class SqliteMigrations {
    private static final List<String> FIRST = List.of(
            "CREATE TABLE account (id TEXT PRIMARY KEY) STRICT, WITHOUT ROWID",
            """
            CREATE TABLE access_key (
              id TEXT PRIMARY KEY,
              secret TEXT NOT NULL,
              account TEXT NOT NULL REFERENCES account (id),
              user TEXT NOT NULL,
              active INTEGER NOT NULL,
              created TEXT NOT NULL
            ) STRICT, WITHOUT ROWID""",
            "CREATE INDEX access_key_account ON access_key (account)",
            "CREATE TABLE secret (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID",
            """
            CREATE TABLE document (
              kind TEXT NOT NULL,
              account TEXT NOT NULL,
              parent TEXT NOT NULL,
              name TEXT NOT NULL,
              due INTEGER,
              key TEXT,
              body TEXT NOT NULL,
              PRIMARY KEY (account, parent, kind, name)
            ) STRICT""",
            "CREATE INDEX document_due ON document (kind, due) WHERE due IS NOT NULL",
            "CREATE UNIQUE INDEX document_key ON document (kind, key) WHERE key IS NOT NULL",
            "CREATE INDEX document_account_kind ON document (account, kind)",
            """
            CREATE TABLE package_use (
              account TEXT NOT NULL,
              parent TEXT NOT NULL,
              kind TEXT NOT NULL,
              name TEXT NOT NULL,
              package TEXT NOT NULL,
              bytes INTEGER NOT NULL,
              PRIMARY KEY (account, parent, kind, name, package)
            ) STRICT, WITHOUT ROWID""",
            """
            CREATE TABLE change (
              sequence INTEGER PRIMARY KEY AUTOINCREMENT,
              kind TEXT NOT NULL,
              account TEXT NOT NULL,
              parent TEXT NOT NULL,
              name TEXT NOT NULL
            ) STRICT""");

    /** The number of documents of each kind and scope, kept by triggers so that no query counts rows. */
    private static final List<String> COUNTS = List.of("""
            CREATE TABLE document_count (
              account TEXT NOT NULL,
              parent TEXT NOT NULL,
              kind TEXT NOT NULL,
              documents INTEGER NOT NULL,
              PRIMARY KEY (account, parent, kind)
            ) STRICT, WITHOUT ROWID""", """
            INSERT INTO document_count (account, parent, kind, documents)
            SELECT account, parent, kind, count(*) FROM document GROUP BY account, parent, kind""", """
            CREATE TRIGGER document_added AFTER INSERT ON document BEGIN
              INSERT INTO document_count (account, parent, kind, documents)
              VALUES (NEW.account, NEW.parent, NEW.kind, 1)
              ON CONFLICT (account, parent, kind) DO UPDATE SET documents = documents + 1;
            END""", """
            CREATE TRIGGER document_removed AFTER DELETE ON document BEGIN
              UPDATE document_count SET documents = documents - 1
              WHERE account = OLD.account AND parent = OLD.parent AND kind = OLD.kind;
              DELETE FROM document_count
              WHERE account = OLD.account AND parent = OLD.parent AND kind = OLD.kind AND documents <= 0;
            END""");

    /**
     * Claims of documents, and the order in which a scope's documents are due. Events move from the scope of their
     * function's name to the scope of its identity, so that a later function of the same name does not get them.
     */
    private static final List<String> CLAIMS =
            List.of("""
            CREATE TABLE claim (
              account TEXT NOT NULL,
              parent TEXT NOT NULL,
              kind TEXT NOT NULL,
              name TEXT NOT NULL,
              owner TEXT NOT NULL,
              until INTEGER NOT NULL,
              PRIMARY KEY (account, parent, kind, name)
            ) STRICT, WITHOUT ROWID""", "CREATE INDEX claim_owner ON claim (kind, owner)", """
            CREATE TRIGGER claim_removed AFTER DELETE ON document BEGIN
              DELETE FROM claim
              WHERE account = OLD.account AND parent = OLD.parent AND kind = OLD.kind AND name = OLD.name;
            END""", """
            CREATE INDEX document_scope_due ON document (account, parent, kind, due, name)
            WHERE due IS NOT NULL""", """
            UPDATE document SET parent = 'events:' || coalesce(
              (SELECT json_extract(f.body, '$.id') FROM document f
               WHERE f.kind = 'function' AND f.account = document.account AND f.parent = ''
               AND 'function:' || f.name = document.parent),
              substr(parent, length('function:') + 1))
            WHERE kind = 'event' AND parent LIKE 'function:%'""", """
            DELETE FROM document_count WHERE kind = 'event'""", """
            INSERT INTO document_count (account, parent, kind, documents)
            SELECT account, parent, kind, count(*) FROM document WHERE kind = 'event'
            GROUP BY account, parent, kind""");

    private static final List<List<String>> STEPS = List.of(FIRST, COUNTS, CLAIMS);

    private SqliteMigrations() {}

    /** Applies the steps that the file lacks. The connection must be in a transaction. */
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
