package dev.hearth.base.store;

import dev.hearth.model.AccountId;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

/** The statements and locks that differ between databases. */
interface Dialect {
    /** The number of documents of a kind in an account's scope. */
    String count();

    /** The scopes that have documents of a kind. */
    String scopes();

    /** What a query ends with whose row must not change before the transaction commits. */
    String lockingRow();

    /**
     * Keeps other transactions from changing the account's documents until this one ends, except those of queues. It
     * is called before the first statement of a writing transaction about the account.
     */
    void lock(Connection connection, AccountId account) throws SQLException;

    /** Claims documents, as {@link Transaction#claimDue} says. */
    List<String> claimDue(Connection connection, Kind<?> kind, Scope scope, Lease lease, Instant now, int limit)
            throws SQLException;
}
