package dev.hearth.base.store;

import dev.hearth.error.ErrorCode;
import dev.hearth.error.ServiceException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A few connections, with a platform thread for each.
 *
 * <p>SQLite's native calls block. On a virtual thread each would occupy one of the few carrier threads, and so delay
 * requests that do not use the store.
 */
final class Lane implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Lane.class);

    private final List<Connection> connections;
    private final BlockingQueue<Connection> free;
    private final ThreadPoolExecutor threads;

    Lane(String name, List<Connection> connections) {
        this.connections = List.copyOf(connections);
        this.free = new ArrayBlockingQueue<>(connections.size(), false, connections);
        this.threads = new ThreadPoolExecutor(
                connections.size(),
                connections.size(),
                0,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(Limits.WAITING),
                Thread.ofPlatform().name(name, 0).daemon().factory());
    }

    /**
     * Runs work on a connection. Work must not call this method: it would wait for its own connection, or not see its
     * own writes.
     */
    <T> T call(Work<T> work) {
        Nesting.refuse();
        Future<T> result;
        try {
            result = threads.submit(() -> {
                Connection connection = free.remove();
                Nesting.enter();
                try {
                    if (!connection.getAutoCommit()) {
                        undo(connection); // a rollback that failed earlier is tried again
                    }
                    return work.apply(connection);
                } finally {
                    Nesting.leave();
                    free.add(connection);
                }
            });
        } catch (RejectedExecutionException e) {
            throw new ServiceException(ErrorCode.SERVICE_UNAVAILABLE, "The store is overloaded or closed.", e);
        }
        return await(result);
    }

    /** Like {@link #call}, in a transaction. */
    <T> T transaction(Work<T> work) {
        return call(connection -> transaction(connection, work));
    }

    /** Runs work in a transaction on a connection of a lane. Any exception rolls it back. */
    static <T> T transaction(Connection connection, Work<T> work) throws SQLException {
        connection.setAutoCommit(false);
        try {
            T result = work.apply(connection);
            connection.commit();
            connection.setAutoCommit(true);
            return result;
        } catch (SQLException | RuntimeException | Error e) {
            try {
                undo(connection);
            } catch (SQLException | RuntimeException | Error again) {
                e.addSuppressed(again);
            }
            throw e;
        }
    }

    /**
     * Rolls a transaction back. Auto-commit is switched on only after that, because switching it on commits an open
     * transaction.
     */
    private static void undo(Connection connection) throws SQLException {
        try {
            connection.rollback();
        } catch (SQLException gone) {
            // SQLite refuses a rollback only if it has ended the transaction itself, for instance on a full disk
            LOG.debug("there was no transaction to roll back", gone);
        }
        connection.setAutoCommit(true);
    }

    /** The number of calls that wait for a connection. */
    int queued() {
        return threads.getQueue().size();
    }

    @Override
    public void close() {
        threads.close();
        for (Connection connection : connections) {
            try {
                connection.close();
            } catch (SQLException e) {
                throw new StoreException("closing the store failed: " + e.getMessage(), e);
            }
        }
    }

    /** Waits for the result, even if interrupted, because the caller must know whether a write happened. */
    private static <T> T await(Future<T> result) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return result.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (ExecutionException e) {
                    throw failure(e);
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static RuntimeException failure(ExecutionException failed) {
        return switch (failed.getCause()) {
            case SQLException e -> new StoreException("the store failed: " + e.getMessage(), e);
            case RuntimeException e -> e;
            case null, default -> new StoreException("the store failed", failed);
        };
    }
}
