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
 * Commits waiting writes together: one commit costs the disk as much for many writes as for one.
 *
 * <p>Each write has a savepoint of its own, so it succeeds or fails alone, and it sees the writes before it. The first
 * waiting writer that gets the connection executes the writes of all waiting writers. The others then find theirs
 * executed. If the commit itself fails, or a write fails with an {@link Error} of the machine (no memory, no stack),
 * all writes of the group fail.
 */
final class CommitGroup {
    private final Lane writing;
    private final ConcurrentLinkedQueue<Write<?>> waiting = new ConcurrentLinkedQueue<>();

    CommitGroup(Lane writing) {
        this.writing = writing;
    }

    /** The result of a write, and its changes. Both are on disk. */
    record Committed<T>(T result, Collection<Store.Change> changes) {}

    <T> Committed<T> write(Function<Transaction, T> work) {
        Write<T> own = new Write<>(work);
        waiting.add(own);
        try {
            while (own.isUndone()) {
                // a full group leaves this write to the next group
                writing.call(connection -> {
                    commitWaiting(connection);
                    return own;
                });
            }
        } catch (RuntimeException e) {
            // the lane refused the call; another writer may have executed this write meanwhile
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
            // every writer of the group must get an outcome, else it would wait for ever
            StoreException failure = new StoreException("the store failed: " + e.getMessage(), e);
            group.forEach(write -> write.lost(failure));
            throw failure;
        }
        group.forEach(Write::committed);
    }

    /** One write. The connection's thread uses it first, the caller after that. */
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
                SqlDocuments documents = SqlDocuments.writing(connection, SqliteDialect.INSTANCE);
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
