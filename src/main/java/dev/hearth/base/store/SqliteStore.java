package dev.hearth.base.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.SynchronousMode;
import org.sqlite.SQLiteConfig.TransactionMode;

/**
 * The store in one SQLite file. A write that has returned is on disk and survives a crash of the process or machine.
 *
 * <p>One connection writes and a few read. The file uses a write-ahead log, so readers and the writer don't wait for
 * each other. Several processes may use one file. {@code PRAGMA data_version} of the writing connection shows that
 * another process has committed; the store checks it every 200 ms.
 */
public final class SqliteStore implements Store {
    private static final Logger LOG = LoggerFactory.getLogger(SqliteStore.class);

    private final Lane writing;
    private final Lane reading;
    private final CommitGroup writes;
    private final Listeners listeners = new Listeners();
    private final ChangeFeed feed;
    private final SqlAccountStore accounts;
    private final ScheduledExecutorService watch;
    private long seenVersion;

    private SqliteStore(Lane writing, Lane reading) {
        this.writing = writing;
        this.reading = reading;
        this.writes = new CommitGroup(writing);
        this.feed = new ChangeFeed(reading, listeners);
        this.accounts = new SqlAccountStore(new Lanes(reading, writing));
        listeners.forgetKeys(accounts.listener());
        this.seenVersion = dataVersion();
        this.watch = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name("store-watch").daemon().factory());
    }

    /** The connections for accounts and keys. Other processes notice each change of the file. */
    private record Lanes(Lane reading, Lane writing) implements SqlAccountStore.Access {
        @Override
        public <T> T read(Work<T> work) {
            return reading.call(work);
        }

        @Override
        public <T> T write(Work<T> work) {
            return writing.call(work);
        }

        @Override
        public Optional<AccountStore.StoredKey> change(Work<Optional<AccountStore.StoredKey>> work) {
            return writing.call(work);
        }
    }

    /** Opens the file, or creates it. Only its owner may read it, because it holds secrets. */
    public static SqliteStore open(Path file) {
        createPrivate(file);
        NativeLibrary.keepIn(file.toAbsolutePath().resolveSibling("native"));
        List<Connection> readers = new ArrayList<>();
        String url = "jdbc:sqlite:" + file.toAbsolutePath();
        try {
            Connection writer = connect(url, false);
            for (int i = 0; i < Limits.READERS; i++) {
                readers.add(connect(url, true));
            }
            SqliteStore store =
                    new SqliteStore(new Lane("store-write-", List.of(writer)), new Lane("store-read-", readers));
            var _ = store.watch.scheduleWithFixedDelay(
                    store::look, Limits.WATCH.toMillis(), Limits.WATCH.toMillis(), TimeUnit.MILLISECONDS);
            return store;
        } catch (SQLException e) {
            throw new StoreException("can't open the state in " + file + ": " + e.getMessage(), e);
        }
    }

    /** A store in memory, which is deleted when it is closed: for tests of what stands on a store. */
    public static SqliteStore inMemory() {
        try {
            Lane only = new Lane("store-", List.of(connect("jdbc:sqlite::memory:", false)));
            return new SqliteStore(only, only);
        } catch (SQLException e) {
            throw new StoreException("can't open a store in memory: " + e.getMessage(), e);
        }
    }

    @Override
    public <T> T read(Function<View, T> work) {
        return reading.transaction(connection -> work.apply(SqlDocuments.reading(connection, SqliteDialect.INSTANCE)));
    }

    @Override
    public <T> T write(Function<Transaction, T> work) {
        CommitGroup.Committed<T> committed = writes.write(work);
        listeners.tell(committed.changes());
        return committed.result();
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
        List<String> known = reading.call(connection -> Sql.query(connection, row -> row.getString(1), select, name));
        if (!known.isEmpty()) {
            return known.getFirst();
        }
        String made = maker.get();
        return writing.transaction(connection -> {
            // another process may have written the secret first: that one is used
            Sql.update(connection, "INSERT OR IGNORE INTO secret (name, value) VALUES (?, ?)", name, made);
            return Sql.query(connection, row -> row.getString(1), select, name).getFirst();
        });
    }

    @Override
    public void close() {
        watch.shutdownNow();
        watch.close();
        reading.close();
        writing.close();
    }

    private void look() {
        try {
            long version = dataVersion();
            if (version != seenVersion) {
                seenVersion = version;
                accounts.changedElsewhere();
                feed.changedElsewhere();
            }
        } catch (RuntimeException | Error e) { // one that is thrown would end the checks
            LOG.warn("checking for changes of other processes failed; the next check follows", e);
        }
    }

    private long dataVersion() {
        return writing.call(connection -> Sql.query(connection, row -> row.getLong(1), "PRAGMA data_version")
                .getFirst());
    }

    private static Connection connect(String url, boolean reader) throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setJournalMode(JournalMode.WAL);
        config.setSynchronous(SynchronousMode.FULL);
        config.setBusyTimeout((int) Limits.BUSY.toMillis());
        // a writer takes the lock at the beginning of its transaction, not in the middle; a reader takes no lock
        config.setTransactionMode(reader ? TransactionMode.DEFERRED : TransactionMode.IMMEDIATE);
        config.enforceForeignKeys(true);
        Connection connection = config.createConnection(url);
        if (reader) {
            try (Statement statement = connection.createStatement()) {
                statement.execute("PRAGMA query_only = ON");
            }
        } else if (!SqliteMigrations.upToDate(connection)) {
            connection.setAutoCommit(false);
            SqliteMigrations.apply(connection);
            connection.commit();
            connection.setAutoCommit(true);
        }
        return connection;
    }

    private static void createPrivate(Path file) {
        try {
            Path parent = file.toAbsolutePath().getParent();
            if (parent != null) {
                Files.createDirectories(parent);
            }
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        } catch (FileAlreadyExistsException e) {
            LOG.debug("using the existing state in {}", file);
        } catch (IOException e) {
            throw new UncheckedIOException("can't make the file for the state: " + file, e);
        }
    }
}
