package dev.hearth.base.store;

import dev.hearth.model.AccountId;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

/**
 * PostgreSQL's part: transactions run at the same time, each statement sees what is committed, and locks protect what a
 * transaction has read.
 *
 * <p>An advisory lock for each account orders the transactions that write its documents. Queues are outside of it:
 * their documents are independent of each other, and many processes write and claim them at the same time. Their rows
 * are locked one by one.
 */
enum PostgresDialect implements Dialect {
    INSTANCE;

    /** The first key of the locks of accounts; the second one is a hash of the account. */
    private static final int ACCOUNT_LOCKS = 0x48415254;

    /**
     * The candidates are read without the claims that other transactions have committed meanwhile. So the insert checks
     * again: a claim that is valid by now is left as it is, and its document not returned.
     */
    private static final String CLAIM_DUE = """
            WITH candidate AS (
              SELECT account, parent, kind, name, due FROM document d
              WHERE account = ? AND parent = ? AND kind = ? AND due <= ? AND %s
              ORDER BY due, name LIMIT ? FOR UPDATE SKIP LOCKED
            ), made AS (
              INSERT INTO claim AS c (account, parent, kind, name, owner, until)
              SELECT account, parent, kind, name, ?, ? FROM candidate
              ON CONFLICT (account, parent, kind, name) DO UPDATE SET owner = excluded.owner, until = excluded.until
              WHERE c.until <= ? AND c.owner <> excluded.owner
              RETURNING name
            )
            SELECT candidate.name FROM candidate JOIN made ON made.name = candidate.name
            ORDER BY candidate.due, candidate.name""".formatted(Claims.FREE);

    @Override
    public String count() {
        return "SELECT coalesce(sum(documents), 0) FROM document_count WHERE kind = ? AND account = ? AND parent = ?";
    }

    @Override
    public String scopes() {
        return "SELECT account, parent FROM document_count WHERE kind = ?"
                + " GROUP BY account, parent HAVING sum(documents) > 0";
    }

    @Override
    public String lockingRow() {
        return " FOR UPDATE";
    }

    @Override
    public void lock(Connection connection, AccountId account) throws SQLException {
        Sql.query(
                connection,
                row -> true,
                "SELECT pg_advisory_xact_lock(?, hashtext(?))",
                ACCOUNT_LOCKS,
                account.value());
    }

    @Override
    public List<String> claimDue(Connection connection, Kind<?> kind, Scope scope, Lease lease, Instant now, int limit)
            throws SQLException {
        return Sql.query(
                connection,
                row -> row.getString(1),
                CLAIM_DUE,
                scope.account().value(),
                scope.parent(),
                kind.name(),
                now.toEpochMilli(),
                now.toEpochMilli(),
                lease.owner(),
                limit,
                lease.owner(),
                lease.until().toEpochMilli(),
                now.toEpochMilli());
    }
}
