package dev.hearth.base.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** The schema in PostgreSQL, as a numbered list of steps. A released step is never changed; later steps are added. */
final class PostgresMigrations {
    /** The key of the lock under which one process at a time changes the schema. */
    private static final long LOCK = 0x4845415254485343L;

    /** Names are compared by bytes, as in SQLite. */
    private static final List<String> FIRST = List.of(
            "CREATE TABLE account (id text COLLATE \"C\" PRIMARY KEY)",
            """
            CREATE TABLE access_key (
              id text COLLATE "C" PRIMARY KEY,
              secret text NOT NULL,
              account text COLLATE "C" NOT NULL REFERENCES account (id),
              "user" text NOT NULL,
              active integer NOT NULL,
              created text NOT NULL
            )""",
            "CREATE INDEX access_key_account ON access_key (account)",
            "CREATE TABLE secret (name text PRIMARY KEY, value text NOT NULL)",
            """
            CREATE TABLE document (
              kind text COLLATE "C" NOT NULL,
              account text COLLATE "C" NOT NULL,
              parent text COLLATE "C" NOT NULL,
              name text COLLATE "C" NOT NULL,
              due bigint,
              key text COLLATE "C",
              body text NOT NULL,
              PRIMARY KEY (account, parent, kind, name)
            )""",
            "CREATE INDEX document_due ON document (kind, due) WHERE due IS NOT NULL",
            "CREATE UNIQUE INDEX document_key ON document (kind, key) WHERE key IS NOT NULL",
            "CREATE INDEX document_account_kind ON document (account, kind)",
            "CREATE INDEX document_scope_due ON document (account, parent, kind, due, name) WHERE due IS NOT NULL",
            """
            CREATE TABLE package_use (
              account text COLLATE "C" NOT NULL,
              parent text COLLATE "C" NOT NULL,
              kind text COLLATE "C" NOT NULL,
              name text COLLATE "C" NOT NULL,
              package text NOT NULL,
              bytes bigint NOT NULL,
              PRIMARY KEY (account, parent, kind, name, package)
            )""",
            """
            CREATE TABLE claim (
              account text COLLATE "C" NOT NULL,
              parent text COLLATE "C" NOT NULL,
              kind text COLLATE "C" NOT NULL,
              name text COLLATE "C" NOT NULL,
              owner text NOT NULL,
              until bigint NOT NULL,
              PRIMARY KEY (account, parent, kind, name),
              FOREIGN KEY (account, parent, kind, name) REFERENCES document ON DELETE CASCADE
            )""",
            "CREATE INDEX claim_owner ON claim (kind, owner)");

    /** The numbers of documents: see {@link PostgresCounts}. */
    private static final List<String> COUNTS = List.of("""
            CREATE TABLE document_count (
              kind text COLLATE "C" NOT NULL,
              account text COLLATE "C" NOT NULL,
              parent text COLLATE "C" NOT NULL,
              share integer NOT NULL,
              documents bigint NOT NULL,
              PRIMARY KEY (kind, account, parent, share)
            )""", """
            CREATE FUNCTION count_document() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
              IF TG_OP = 'INSERT' THEN
                INSERT INTO document_count AS c (kind, account, parent, share, documents)
                VALUES (NEW.kind, NEW.account, NEW.parent, pg_backend_pid() % 16, 1)
                ON CONFLICT (kind, account, parent, share) DO UPDATE SET documents = c.documents + 1;
              ELSE
                INSERT INTO document_count AS c (kind, account, parent, share, documents)
                VALUES (OLD.kind, OLD.account, OLD.parent, pg_backend_pid() % 16, -1)
                ON CONFLICT (kind, account, parent, share) DO UPDATE SET documents = c.documents - 1;
              END IF;
              RETURN NULL;
            END $$""", """
            CREATE TRIGGER document_counted AFTER INSERT OR DELETE ON document
            FOR EACH ROW EXECUTE FUNCTION count_document()""");

    /** The change feed: see {@link PostgresFeed}. */
    private static final List<String> FEED = List.of(
            """
            CREATE TABLE change (
              sequence bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
              writer text NOT NULL,
              kind text NOT NULL,
              account text NOT NULL,
              parent text NOT NULL,
              name text NOT NULL
            )""", "CREATE TABLE feed (trimmed bigint NOT NULL)", "INSERT INTO feed (trimmed) VALUES (0)", """
            CREATE FUNCTION order_change() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
              PERFORM pg_advisory_xact_lock('change'::regclass::oid::bigint);
              PERFORM pg_notify('hearth_change', '');
              RETURN NULL;
            END $$""", """
            CREATE TRIGGER change_ordered BEFORE INSERT ON change
            FOR EACH STATEMENT EXECUTE FUNCTION order_change()""");

    /** The marks of transactions: see {@link PostgresDoubts}. */
    private static final List<String> MARKS =
            List.of("""
            CREATE TABLE transaction_mark (
              mark text COLLATE "C" PRIMARY KEY,
              made timestamptz NOT NULL DEFAULT now()
            )""", "CREATE INDEX transaction_mark_made ON transaction_mark (made)");

    private static final List<List<String>> STEPS = List.of(FIRST, COUNTS, FEED, MARKS);

    private PostgresMigrations() {}

    /** Applies the steps that the database lacks. The caller commits. */
    static void apply(Connection connection) throws SQLException {
        if (version(connection) == STEPS.size()) {
            return;
        }
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET LOCAL statement_timeout = 0");
            statement.execute("SET LOCAL lock_timeout = 0");
            statement.execute("SELECT pg_advisory_xact_lock(" + LOCK + ")");
            statement.execute("CREATE TABLE IF NOT EXISTS schema_version (version integer NOT NULL)");
            int version = version(connection); // another process may have been first
            if (version > STEPS.size()) {
                throw new IllegalStateException("the state was written by a newer Hearth (schema " + version
                        + ", this one knows " + STEPS.size() + ")");
            }
            for (List<String> step : STEPS.subList(version, STEPS.size())) {
                for (String sql : step) {
                    statement.execute(sql);
                }
            }
            statement.execute("DELETE FROM schema_version");
            statement.execute("INSERT INTO schema_version (version) VALUES (" + STEPS.size() + ")");
        }
    }

    /** The number of steps that were applied. */
    private static int version(Connection connection) throws SQLException {
        boolean any = Sql.query(
                        connection, row -> row.getBoolean(1), "SELECT to_regclass('schema_version') IS NOT NULL")
                .getFirst();
        return any
                ? Sql.query(connection, row -> row.getInt(1), "SELECT coalesce(max(version), 0) FROM schema_version")
                        .getFirst()
                : 0;
    }
}
