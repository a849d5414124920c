package dev.hearth.base.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * The numbers of documents in PostgreSQL. Each number is the sum of some shares, of which a connection changes one: so
 * processes that write into one queue do not wait for each other. A share may be negative.
 */
final class PostgresCounts {
    private PostgresCounts() {}

    /** Removes shares of numbers that are zero. */
    static void sweep(Connection connection) throws SQLException {
        record Counted(String kind, String account, String parent) {}

        List<Counted> zero = Sql.query(
                connection,
                row -> new Counted(row.getString(1), row.getString(2), row.getString(3)),
                """
                SELECT kind, account, parent FROM document_count GROUP BY kind, account, parent
                HAVING sum(documents) = 0 LIMIT ?""",
                Limits.SWEPT_COUNTS);
        for (Counted counted : zero) {
            connection.setAutoCommit(false);
            try {
                removeIfZero(connection, counted.kind(), counted.account(), counted.parent());
                connection.commit();
            } finally {
                connection.rollback();
                connection.setAutoCommit(true);
            }
        }
    }

    /** Shares that are locked and together zero can go, whatever is added to others meanwhile. */
    private static void removeIfZero(Connection connection, String kind, String account, String parent)
            throws SQLException {
        List<Share> shares =
                Sql.query(connection, row -> new Share(row.getInt(1), row.getLong(2)), """
                SELECT share, documents FROM document_count WHERE kind = ? AND account = ? AND parent = ?
                ORDER BY share FOR UPDATE""", kind, account, parent);
        if (shares.stream().mapToLong(Share::documents).sum() != 0) {
            return;
        }
        for (Share share : shares) {
            Sql.update(
                    connection,
                    "DELETE FROM document_count WHERE kind = ? AND account = ? AND parent = ? AND share = ?",
                    kind,
                    account,
                    parent,
                    share.number());
        }
    }

    private record Share(int number, long documents) {}
}
