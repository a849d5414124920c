package dev.hearth.base.store;

import dev.hearth.base.store.AccountStore.StoredKey;
import dev.hearth.base.store.PostgresDoubts.Outcome;
import dev.hearth.time.Ids;
import dev.hearth.time.Time;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The store in a PostgreSQL database, which many processes may use at the same time. All reads and writes go to the
 * primary.
 *
 * <p>A transaction may be run several times: if it meets a deadlock, or loses its connection. While the database is
 * away, reads and writes fail with {@code ServiceUnavailableException} after at most some seconds.
 */
public final class PostgresStore implements Store {
    private final PostgresConnections reading;
    private final PostgresConnections writing;
    private final PostgresDoubts doubts;
    private final Listeners listeners = new Listeners();
    private final SqlAccountStore accounts = new SqlAccountStore(new Access());
    private final PostgresFeed feed;
    private final Ids ids;

    /** The name under which this process writes changes. A new one makes the feed tell its own changes too. */
    private volatile String writer;

    private PostgresStore(
            PostgresAddress address, PostgresConnections reading, PostgresConnections writing, Time time, Ids ids)
            throws SQLException {
        this.reading = reading;
        this.writing = writing;
        this.doubts = new PostgresDoubts(writing, ids);
        this.ids = ids;
        this.writer = ids.hex(16);
        listeners.forgetKeys(accounts.listener());
        this.feed = PostgresFeed.open(address, listeners, () -> writer, time);
    }

    /** Opens the database, and creates its tables if they do not exist. */
    public static PostgresStore open(PostgresAddress address, Time time, Ids ids) {
        PostgresConnections writing = PostgresConnections.writing(address);
        try {
            writing.within(connection -> {
                PostgresMigrations.apply(connection);
                connection.commit();
                return connection;
            });
            PostgresConnections reading = PostgresConnections.reading(address);
            try {
                return new PostgresStore(address, reading, writing, time, ids);
            } catch (SQLException | RuntimeException | Error e) {
                reading.close();
                throw e;
            }
        } catch (SQLException e) {
            writing.close();
            throw new StoreException("can't open the state in " + address + ": " + e.getMessage(), e);
        } catch (RuntimeException | Error e) {
            writing.close();
            throw e;
        }
    }

    @Override
    public <T> T read(Function<View, T> work) {
        return readOn(connection -> work.apply(SqlDocuments.reading(connection, PostgresDialect.INSTANCE)));
    }

    private <T> T readOn(Work<T> work) {
        return repeated(() -> reading.within(connection -> {
            T result = work.apply(connection);
            connection.commit();
            return result;
        }));
    }

    @Override
    public <T> T write(Function<Transaction, T> work) {
        return writeOn((connection, documents) -> work.apply(documents));
    }

    /** Work of a writing transaction. */
    private interface Writing<T> {
        T apply(Connection connection, SqlDocuments documents) throws SQLException;
    }

    private <T> T writeOn(Writing<T> work) {
        Committed<T> committed = repeated(() -> {
            doubts.settle();
            try {
                return writing.within(connection -> transaction(connection, work));
            } catch (UnansweredCommit unanswered) {
                return resolved(unanswered);
            }
        });
        listeners.tell(committed.changes());
        return committed.result();
    }

    private <T> Committed<T> transaction(Connection connection, Writing<T> work) throws SQLException {
        SqlDocuments documents = SqlDocuments.writing(connection, PostgresDialect.INSTANCE);
        T result = work.apply(connection, documents);
        if (!documents.changes().isEmpty()) {
            PostgresFeed.note(connection, writer, documents.changes());
        }
        Committed<T> committed = new Committed<>(result, documents.changes(), documents.claims());
        String mark = doubts.mark(connection);
        try {
            connection.commit();
        } catch (SQLException e) {
            if (PostgresErrors.isLost(e)) {
                throw new UnansweredCommit(mark, committed, e);
            }
            throw e;
        }
        return committed;
    }

    /** Finds out whether a transaction has committed. If it has not, it can be run again. */
    @SuppressWarnings("unchecked") // the exception has the result of the same transaction
    private <T> Committed<T> resolved(UnansweredCommit unanswered) throws SQLException {
        Outcome outcome = doubts.outcome(unanswered.mark);
        return switch (outcome) {
            case COMMITTED -> (Committed<T>) unanswered.committed;
            case ROLLED_BACK -> throw unanswered.failure();
            case UNKNOWN -> {
                doubts.add(unanswered.mark, unanswered.committed.claims());
                writer = ids.hex(16);
                throw PostgresErrors.unavailable(unanswered);
            }
        };
    }

    /** Something to do that may be done again. */
    private interface Repeatable<T> {
        T run() throws SQLException;
    }

    private static <T> T repeated(Repeatable<T> work) {
        for (int attempt = 1; ; attempt++) {
            try {
                return work.run();
            } catch (SQLException | StoreException e) {
                Optional<SQLException> failure = PostgresErrors.cause(e);
                if (failure.isEmpty()) {
                    throw (StoreException) e;
                }
                if (attempt == Limits.ATTEMPTS || !PostgresErrors.isRepeatable(failure.get())) {
                    throw PostgresErrors.translated(failure.get());
                }
            }
        }
    }

    @Override
    public void onChange(Set<Kind<?>> kinds, ChangeListener listener) {
        listeners.listen(kinds, listener);
    }

    @Override
    public void onChangeForget(Set<Kind<?>> kinds, ChangeListener listener) {
        listeners.forget(kinds, listener);
    }

    @Override
    public AccountStore accounts() {
        return accounts;
    }

    @Override
    public String secret(String name, Supplier<String> maker) {
        String select = "SELECT value FROM secret WHERE name = ?";
        List<String> known = readOn(connection -> Sql.query(connection, row -> row.getString(1), select, name));
        if (!known.isEmpty()) {
            return known.getFirst();
        }
        String made = maker.get();
        return writeOn((connection, documents) -> {
            // another process may have written the secret first: that one is used
            Sql.update(connection, "INSERT INTO secret (name, value) VALUES (?, ?) ON CONFLICT DO NOTHING", name, made);
            return Sql.query(connection, row -> row.getString(1), select, name).getFirst();
        });
    }

    @Override
    public void close() {
        feed.close();
        reading.close();
        writing.close();
    }

    /** The connections for accounts and keys. */
    private final class Access implements SqlAccountStore.Access {
        @Override
        public <T> T read(Work<T> work) {
            return readOn(work);
        }

        @Override
        public <T> T write(Work<T> work) {
            return writeOn((connection, documents) -> work.apply(connection));
        }

        @Override
        public Optional<StoredKey> change(Work<Optional<StoredKey>> work) {
            return writeOn((connection, documents) -> {
                Optional<StoredKey> key = work.apply(connection);
                key.ifPresent(documents::noteKey);
                return key;
            });
        }
    }

    /** The result of a transaction, its changes and its claims. */
    private record Committed<T>(T result, Collection<Change> changes, List<SqlDocuments.Claimed> claims) {}

    /** The connection broke after the commit was sent. */
    private static final class UnansweredCommit extends RuntimeException {
        private final String mark;
        private final transient Committed<?> committed;
        private final SQLException failure;

        UnansweredCommit(String mark, Committed<?> committed, SQLException failure) {
            super(failure);
            this.mark = mark;
            this.committed = committed;
            this.failure = failure;
        }

        SQLException failure() {
            return failure;
        }
    }
}
