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
 * A few connections, and as many platform threads that use them.
 *
 * <p>SQLite's calls are native and block: on a virtual thread each would hold one of the few carriers, and so stop
 * requests that have nothing to do with the store.
 */
final class Lane implements AutoCloseable {
    /** What is done with a connection. */
    @FunctionalInterface
    interface Work<T> {
        T apply(Connection connection) throws SQLException;
    }

    private static final Logger LOG = LoggerFactory.getLogger(Lane.class);

    /** Whether the thread is at work with a connection, of whichever lane. */
    private static final ThreadLocal<Boolean> WORKING = ThreadLocal.withInitial(() -> false);

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

    /** Must not be called by such work: it would not see what that has done, or wait for itself. */
    <T> T call(Work<T> work) {
        if (WORKING.get()) {
            throw new IllegalStateException("within a transaction the store is used through it");
        }
        Future<T> result;
        try {
            result = threads.submit(() -> {
                Connection connection = free.remove();
                WORKING.set(true);
                try {
                    if (!connection.getAutoCommit()) {
                        undo(connection); // what went wrong earlier went wrong so badly that this could not be done
                    }
                    return work.apply(connection);
                } finally {
                    WORKING.set(false);
                    free.add(connection);
                }
            });
        } catch (RejectedExecutionException e) {
            throw new ServiceException(ErrorCode.SERVICE_UNAVAILABLE, "The store is overloaded or closed.", e);
        }
        return await(result);
    }

    /** Like {@link #call}, all or nothing. */
    <T> T transaction(Work<T> work) {
        return call(connection -> transaction(connection, work));
    }

    /** Does something with a connection of a lane, all or nothing, whatever is thrown. */
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
     * Ends a transaction that is not to be. Only then is the connection one that commits by itself again: to become so
     * commits what was begun.
     */
    private static void undo(Connection connection) throws SQLException {
        try {
            connection.rollback();
        } catch (SQLException gone) {
            // SQLite refuses this only where it has ended the transaction itself, as on a full disk
            LOG.debug("there was nothing to take back", gone);
        }
        connection.setAutoCommit(true);
    }

    /** How many calls wait for a connection. */
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

    /** Waits to the end, even if interrupted: whether a write happened must not stay unknown. */
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
