package dev.hearth.base.store;

import dev.hearth.time.Ids;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The commits of this process whose answers were lost: the connection broke after the commit was sent.
 *
 * <p>Each writing transaction inserts a mark of its own, so that its outcome can be found: whoever tries to insert the
 * same mark waits for the transaction's end, and then finds the mark, or has taken its place. (PostgreSQL's own number
 * of the transaction does not tell that. After a crash the server gives the number of a lost transaction to another
 * one.)
 *
 * <p>The database is asked as soon as it is back. If that takes too long, the caller gets an error, and the transaction
 * stays in doubt. Its caller does not know that documents are claimed in its name, and would never work on them. So
 * those claims are ended before another transaction of this process begins.
 */
final class PostgresDoubts {
    private static final Logger LOG = LoggerFactory.getLogger(PostgresDoubts.class);

    private static final int MARK_DIGITS = 32;

    private final PostgresConnections connections;
    private final Ids ids;
    private final ReentrantLock lock = new ReentrantLock();

    // changed under the lock
    private final Deque<Doubt> open = new ArrayDeque<>();
    private volatile boolean any;

    PostgresDoubts(PostgresConnections connections, Ids ids) {
        this.connections = connections;
        this.ids = ids;
    }

    /** A commit whose outcome is not known. */
    private record Doubt(String mark, List<SqlDocuments.Claimed> claims) {}

    /** What became of a transaction. */
    enum Outcome {
        COMMITTED,
        ROLLED_BACK,
        UNKNOWN
    }

    /** Marks a transaction, if it has written anything. */
    String mark(Connection connection) throws SQLException {
        String mark = ids.hex(MARK_DIGITS);
        Sql.update(
                connection,
                "INSERT INTO transaction_mark (mark) SELECT ? WHERE pg_current_xact_id_if_assigned() IS NOT NULL",
                mark);
        return mark;
    }

    /** Removes the marks of transactions that nobody asks for any more. */
    static void sweep(Connection connection) throws SQLException {
        Sql.update(
                connection,
                "DELETE FROM transaction_mark WHERE made < now() - make_interval(secs => ?)",
                Limits.MARKS.toSeconds());
    }

    /** Asks for the outcome of a transaction, for some seconds. */
    Outcome outcome(String mark) {
        for (int attempt = 0; attempt < Limits.OUTCOME_ATTEMPTS; attempt++) {
            try {
                return connections.within(connection -> {
                    Outcome outcome = end(connection, mark);
                    connection.commit();
                    return outcome;
                });
            } catch (SQLException e) {
                LOG.debug("the outcome of a transaction is not known yet", e);
            }
        }
        return Outcome.UNKNOWN;
    }

    /** Waits for the transaction's end. When it has not committed by then, it never will. */
    private static Outcome end(Connection connection, String mark) throws SQLException {
        int missing =
                Sql.update(connection, "INSERT INTO transaction_mark (mark) VALUES (?) ON CONFLICT DO NOTHING", mark);
        return missing == 0 ? Outcome.COMMITTED : Outcome.ROLLED_BACK;
    }

    /** Keeps a transaction whose outcome stays unknown. */
    void add(String mark, List<SqlDocuments.Claimed> claims) {
        lock.lock();
        try {
            open.add(new Doubt(mark, List.copyOf(claims)));
            any = true;
        } finally {
            lock.unlock();
        }
    }

    /** Ends the claims of transactions in doubt, if there are any. When this returns there are none. */
    void settle() throws SQLException {
        if (!any) {
            return;
        }
        lock.lock();
        try {
            for (Doubt doubt = open.peek(); doubt != null; doubt = open.peek()) {
                settle(doubt);
                open.remove();
            }
            any = false;
        } finally {
            lock.unlock();
        }
    }

    /** It does not matter whether the transaction has committed: only that it can't do so later. */
    private void settle(Doubt doubt) throws SQLException {
        connections.within(connection -> {
            Outcome outcome = end(connection, doubt.mark());
            for (SqlDocuments.Claimed claimed : doubt.claims()) {
                for (String name : claimed.names()) {
                    Claims.end(connection, claimed.kind(), claimed.scope(), name, claimed.owner());
                }
            }
            connection.commit();
            return outcome;
        });
    }
}
