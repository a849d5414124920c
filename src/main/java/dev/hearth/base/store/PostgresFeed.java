package dev.hearth.base.store;

import dev.hearth.model.AccountId;
import dev.hearth.time.Time;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The changes of documents in PostgreSQL, in the order of their commits: a table, and a thread that reads from it what
 * other processes wrote.
 *
 * <p>A trigger takes a lock before a change gets its number, and the transaction holds it until it has committed. So
 * who sees a number sees all lower ones that will ever be there. The same trigger sends a notification, which
 * PostgreSQL delivers after the commit. The thread waits for notifications on a connection of its own, and reads the
 * table at regular times too, in case one is lost.
 *
 * <p>The table keeps at least the last {@link Limits#CHANGES} changes. A process that reads it too late is told that it
 * missed changes, also if the database has lost changes that the process knows: that happens if a replica without them
 * becomes the primary.
 */
final class PostgresFeed implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PostgresFeed.class);

    /** The history that the server is on: it changes when a replica becomes the primary. */
    private static final String TIMELINE = "SELECT substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8)";

    private static final String TRIM = """
            WITH last AS (SELECT max(sequence) - ? AS untouched FROM change),
            marked AS (UPDATE feed SET trimmed = untouched FROM last WHERE untouched > trimmed)
            DELETE FROM change USING last WHERE sequence <= untouched""";

    private final PostgresAddress address;
    private final Listeners listeners;

    /** The name under which this process writes changes now: its listeners have heard of them already. */
    private final Supplier<String> writer;

    private final Time time;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread;

    // of the thread
    private long told;
    private String timeline;
    private long trims;
    private boolean failing;

    private volatile @Nullable Connection current;

    private PostgresFeed(
            PostgresAddress address, Listeners listeners, Supplier<String> writer, Time time, Connection connection)
            throws SQLException {
        this.address = address;
        this.listeners = listeners;
        this.writer = writer;
        this.time = time;
        this.timeline = timeline(connection);
        this.told = last(connection);
        this.thread = Thread.ofPlatform().name("store-feed").daemon().unstarted(this::run);
    }

    /** Begins to read what is committed from now on. */
    static PostgresFeed open(PostgresAddress address, Listeners listeners, Supplier<String> writer, Time time)
            throws SQLException {
        try (Connection connection = connect(address)) {
            PostgresFeed feed = new PostgresFeed(address, listeners, writer, time, connection);
            feed.thread.start();
            return feed;
        }
    }

    /** Writes changes into the table, at the end of the transaction that made them. */
    static void note(Connection connection, String writer, Collection<Store.Change> changes) throws SQLException {
        Sql.update(
                connection,
                "INSERT INTO change (writer, kind, account, parent, name) SELECT ?, * FROM unnest(?, ?, ?, ?)",
                writer,
                texts(connection, changes, Store.Change::kind),
                texts(connection, changes, change -> change.scope().account().value()),
                texts(connection, changes, change -> change.scope().parent()),
                texts(connection, changes, Store.Change::name));
    }

    private static Object texts(
            Connection connection, Collection<Store.Change> changes, Function<Store.Change, String> text)
            throws SQLException {
        return connection.createArrayOf("text", changes.stream().map(text).toArray());
    }

    private static Connection connect(PostgresAddress address) throws SQLException {
        return DriverManager.getConnection(address.jdbcUrl(), address.properties());
    }

    private void run() {
        while (closed.getCount() > 0) {
            try (Connection connection = connect(address)) {
                current = connection;
                if (closed.getCount() > 0) {
                    follow(connection);
                }
            } catch (SQLException | RuntimeException | Error e) { // one that is thrown would end the thread
                lost(e);
            }
        }
    }

    private void lost(Throwable failure) {
        if (closed.getCount() == 0) {
            return;
        }
        if (!failing) {
            LOG.warn("the database tells no changes of other processes; trying on: {}", failure.getMessage());
        }
        failing = true;
        pause(Limits.RECONNECT);
    }

    private void pause(Duration time) {
        try {
            boolean ended = closed.await(time.toMillis(), TimeUnit.MILLISECONDS);
            LOG.debug("waited, closed: {}", ended);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void follow(Connection connection) throws SQLException {
        Sql.update(connection, "LISTEN hearth_change");
        String now = timeline(connection);
        if (!now.equals(timeline)) {
            timeline = now;
            missed(connection);
        }
        if (failing) {
            LOG.info("the database tells changes of other processes again");
            failing = false;
        }
        PGConnection notifications = connection.unwrap(PGConnection.class);
        while (closed.getCount() > 0) {
            read(connection);
            trimSometimes(connection);
            notifications.getNotifications((int) Limits.POLL.toMillis());
        }
    }

    private void read(Connection connection) throws SQLException {
        long before = told;
        List<Numbered> changes = Sql.query(
                connection,
                row -> new Numbered(
                        row.getLong(1),
                        row.getString(2),
                        new Store.Change(
                                row.getString(3),
                                new Scope(new AccountId(row.getString(4)), row.getString(5)),
                                row.getString(6))),
                "SELECT sequence, writer, kind, account, parent, name FROM change WHERE sequence > ? ORDER BY sequence",
                before);
        // asked after the changes: what was trimmed until then may be missing from them
        if (!changes.isEmpty() && trimmed(connection) > before) {
            missed(connection);
            return;
        }
        String own = writer.get();
        for (Numbered change : changes) {
            if (!change.writer().equals(own)) {
                listeners.tell(List.of(change.change()));
            }
            told = change.sequence();
        }
    }

    private void missed(Connection connection) throws SQLException {
        told = last(connection);
        listeners.tellMissed();
    }

    private void trimSometimes(Connection connection) throws SQLException {
        long minute = time.nanos() / Limits.TRIM.toNanos();
        if (minute != trims) {
            trims = minute;
            Sql.update(connection, TRIM, Limits.CHANGES);
            PostgresCounts.sweep(connection);
            PostgresDoubts.sweep(connection);
        }
    }

    private static long trimmed(Connection connection) throws SQLException {
        return Sql.query(connection, row -> row.getLong(1), "SELECT trimmed FROM feed")
                .getFirst();
    }

    /** The last number; what was trimmed counts, in case nothing is left. */
    private static long last(Connection connection) throws SQLException {
        return Sql.query(
                        connection,
                        row -> row.getLong(1),
                        "SELECT greatest((SELECT max(sequence) FROM change), (SELECT trimmed FROM feed))")
                .getFirst();
    }

    private static String timeline(Connection connection) throws SQLException {
        return Sql.query(connection, row -> row.getString(1), TIMELINE).getFirst();
    }

    @Override
    public void close() {
        closed.countDown();
        Connection waiting = current;
        try {
            if (waiting != null) {
                waiting.abort(Runnable::run); // it may wait for a notification
            }
            thread.join();
        } catch (SQLException e) {
            LOG.debug("the connection was closed already", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private record Numbered(long sequence, String writer, Store.Change change) {}
}
