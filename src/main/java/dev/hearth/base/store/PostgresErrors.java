package dev.hearth.base.store;

import dev.hearth.error.ErrorCode;
import dev.hearth.error.ServiceException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Optional;
import java.util.Set;

/** What PostgreSQL's errors mean to a caller of the store, by their SQLSTATE. */
final class PostgresErrors {
    private static final String CONNECTION_CLASS = "08";
    private static final String RESOURCES_CLASS = "53";

    /**
     * The server has ended the session: by an administrator, after a crash, because the database is gone, because the
     * session or its transaction did nothing for too long; or it does not take connections yet.
     */
    private static final Set<String> STOPPED = Set.of("57P01", "57P02", "57P03", "57P04", "57P05", "25P03");

    /** A deadlock, or transactions that could not have run one after the other. */
    private static final Set<String> CONFLICT = Set.of("40P01", "40001");

    /** A statement or a lock took too long, or the server became a replica, which takes no writes. */
    private static final Set<String> BUSY = Set.of("57014", "55P03", "25006");

    private PostgresErrors() {}

    /** The database's error behind a failure of a transaction. */
    static Optional<SQLException> cause(Exception failure) {
        if (failure instanceof SQLException direct) {
            return Optional.of(direct);
        }
        return failure instanceof StoreException && failure.getCause() instanceof SQLException behind
                ? Optional.of(behind)
                : Optional.empty();
    }

    /** Whether the connection is lost: nobody knows what became of what was just sent. */
    static boolean isLost(SQLException failure) {
        String state = state(failure);
        return state.startsWith(CONNECTION_CLASS) || STOPPED.contains(state);
    }

    /** Whether a transaction that failed so before its commit may succeed if it is run again at once. */
    static boolean isRepeatable(SQLException failure) {
        return !isFromPool(failure) && (isLost(failure) || CONFLICT.contains(state(failure)));
    }

    /** The error that callers of the store get. */
    static RuntimeException translated(SQLException failure) {
        String state = state(failure);
        boolean unavailable = isFromPool(failure)
                || isLost(failure)
                || state.startsWith(RESOURCES_CLASS)
                || CONFLICT.contains(state)
                || BUSY.contains(state);
        return unavailable
                ? unavailable(failure)
                : new StoreException("the store failed: " + failure.getMessage(), failure);
    }

    static ServiceException unavailable(Exception cause) {
        return new ServiceException(ErrorCode.SERVICE_UNAVAILABLE, "The database is not available.", cause);
    }

    /** The pool had no connection in time, or is closed. */
    private static boolean isFromPool(SQLException failure) {
        return failure instanceof SQLTransientConnectionException || failure.getSQLState() == null;
    }

    private static String state(SQLException failure) {
        return String.valueOf(failure.getSQLState());
    }
}
