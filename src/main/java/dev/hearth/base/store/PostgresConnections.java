package dev.hearth.base.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool.PoolInitializationException;
import dev.hearth.error.ErrorCode;
import dev.hearth.error.ServiceException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.Semaphore;

/**
 * A pool of a few connections, for transactions of one kind: reads in a snapshot, or writes.
 *
 * <p>Work runs on its caller's thread. Connections that were lost are replaced when the database is back.
 */
final class PostgresConnections implements AutoCloseable {
    private final HikariDataSource pool;
    private final Semaphore places = new Semaphore(Limits.WAITING);

    private PostgresConnections(HikariDataSource pool) {
        this.pool = pool;
    }

    /** Connections whose transactions only read, in one snapshot. */
    static PostgresConnections reading(PostgresAddress address) {
        HikariConfig config = config("store-read", address);
        config.setReadOnly(true);
        config.setTransactionIsolation("TRANSACTION_REPEATABLE_READ");
        return open(config, address);
    }

    /** Connections whose statements see all that is committed; locks isolate the transactions. */
    static PostgresConnections writing(PostgresAddress address) {
        HikariConfig config = config("store-write", address);
        config.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
        return open(config, address);
    }

    private static HikariConfig config(String name, PostgresAddress address) {
        HikariConfig config = new HikariConfig();
        config.setPoolName(name);
        config.setJdbcUrl(address.jdbcUrl());
        config.setDataSourceProperties(address.properties());
        config.setAutoCommit(false);
        config.setMaximumPoolSize(Limits.CONNECTIONS);
        config.setMinimumIdle(1);
        config.setConnectionTimeout(Limits.CONNECT.toMillis());
        config.setValidationTimeout(Limits.CONNECT.toMillis() - 1);
        config.setIdleTimeout(Limits.IDLE.toMillis());
        config.setInitializationFailTimeout(1); // one attempt
        return config;
    }

    private static PostgresConnections open(HikariConfig config, PostgresAddress address) {
        try {
            return new PostgresConnections(new HikariDataSource(config));
        } catch (PoolInitializationException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new StoreException("can't open the state in " + address + ": " + cause.getMessage(), e);
        }
    }

    /**
     * Runs work on a connection, in a transaction that the work commits. What it does not commit is rolled back. The
     * work must not call this method.
     */
    <T> T within(Work<T> work) throws SQLException {
        Nesting.refuse();
        if (!places.tryAcquire()) {
            throw new ServiceException(ErrorCode.SERVICE_UNAVAILABLE, "The store is overloaded.");
        }
        try (Connection connection = pool.getConnection()) {
            Nesting.enter();
            try {
                return work.apply(connection);
            } finally {
                Nesting.leave();
            }
        } finally {
            places.release();
        }
    }

    @Override
    public void close() {
        pool.close();
    }
}
