package dev.hearth.base.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Writes that wait for their turn are committed together: what a commit costs is the disk's, the same for one as for
 * many.
 *
 * <p>Each write is all or nothing by a savepoint of its own, and sees those before it. Whoever comes to the connection
 * first does the work of all who wait; the others find theirs done. If the commit itself fails, or
 * one of them with an error of the machine (no memory, no stack), none is done.
 */
final class CommitGroup {
    private final Lane writing;
    private final ConcurrentLinkedQueue<Write<?>> waiting = new ConcurrentLinkedQueue<>();

    CommitGroup(Lane writing) {
        this.writing = writing;
    }

    /** What a write returned, and what it changed, which is on disk. */
    record Committed<T>(T result, Collection<Store.Change> changes) {}

    <T> Committed<T> write(Function<Transaction, T> work) {
        Write<T> own = new Write<>(work);
        waiting.add(own);
        try {
            while (own.isUndone()) {
                // the group that is full before it comes to this one leaves it to the next
                writing.call(connection -> {
                    commitWaiting(connection);
                    return own;
                });
            }
        } catch (RuntimeException e) {
            // refused before it was begun, unless somebody else has done it meanwhile
            if (waiting.remove(own)) {
                throw e;
            }
            return own.outcome(e);
        }
        return own.outcome(null);
    }

    private void commitWaiting(Connection connection) throws SQLException {
        List<Write<?>> group = new ArrayList<>(Limits.GROUP);
        Write<?> next = waiting.poll();
        while (next != null) {
            group.add(next);
            next = group.size() < Limits.GROUP ? waiting.poll() : null;
        }
        if (group.isEmpty()) {
            return;
        }
        try {
            Lane.transaction(connection, within -> {
                for (Write<?> write : group) {
                    write.run(within);
                }
                return group;
            });
        } catch (SQLException | RuntimeException | Error e) {
            // whose write is neither done nor lost would ask for it for ever
            StoreException failure = new StoreException("the store failed: " + e.getMessage(), e);
            group.forEach(write -> write.lost(failure));
            throw failure;
        }
        group.forEach(Write::committed);
    }

    /** One write; used by the thread of the connection first, and then by the caller. */
    private static final class Write<T> {
        private final Function<Transaction, T> work;
        private volatile @Nullable Committed<T> committed;
        private volatile @Nullable RuntimeException failure;
        private @Nullable Committed<T> done;

        Write(Function<Transaction, T> work) {
            this.work = work;
        }

        void run(Connection connection) throws SQLException {
            Savepoint before = connection.setSavepoint();
            try {
                SqliteDocuments documents = new SqliteDocuments(connection);
                T result = work.apply(documents);
                ChangeFeed.note(connection, documents.changes());
                done = new Committed<>(result, documents.changes());
            } catch (RuntimeException refused) {
                connection.rollback(before);
                failure = refused;
            }
            connection.releaseSavepoint(before);
        }

        boolean isUndone() {
            return committed == null && failure == null;
        }

        void committed() {
            committed = done;
        }

        void lost(RuntimeException reason) {
            if (failure == null) {
                failure = reason;
            }
        }

        Committed<T> outcome(@Nullable RuntimeException otherwise) {
            Committed<T> success = committed;
            if (success != null) {
                return success;
            }
            RuntimeException why = failure == null ? otherwise : failure;
            throw why == null ? new IllegalStateException("a write was neither done nor refused") : why;
        }
    }
}
