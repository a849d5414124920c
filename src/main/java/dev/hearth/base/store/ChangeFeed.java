package dev.hearth.base.store;

import dev.hearth.model.AccountId;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What was changed, in the order in which it was: a table, by which other processes over the same store hear of it, and
 * the listeners of this one.
 *
 * <p>Listeners run on the thread that wrote, after its commit and before its call returns; of what another process
 * wrote, on the thread that watches for that. So two writes can be told of at once, and either of them first: who must
 * know what is true now reads it. Of each change, those who only forget what they remember hear first, then the
 * others, each in the order in which they began to listen. One that fails keeps neither the others nor the writer from
 * going on.
 */
final class ChangeFeed {
    private static final Logger LOG = LoggerFactory.getLogger(ChangeFeed.class);

    private final Lane reading;
    private final List<Store.ChangeListener> forgetting = new CopyOnWriteArrayList<>();
    private final List<Store.ChangeListener> listeners = new CopyOnWriteArrayList<>();

    /** The last change that listeners were told of, or that was there before them. */
    private final AtomicLong told;

    ChangeFeed(Lane reading) {
        this.reading = reading;
        this.told = new AtomicLong(reading.call(ChangeFeed::last));
    }

    void listen(Store.ChangeListener listener) {
        listeners.add(listener);
    }

    void forget(Store.ChangeListener listener) {
        forgetting.add(listener);
    }

    /** Writes changes into the table, in the transaction that they are part of. */
    static void note(Connection connection, Collection<Store.Change> changes) throws SQLException {
        for (Store.Change change : changes) {
            Sql.update(
                    connection,
                    "INSERT INTO change (kind, account, parent, name) VALUES (?, ?, ?, ?)",
                    change.kind(),
                    change.scope().account().value(),
                    change.scope().parent(),
                    change.name());
        }
        if (!changes.isEmpty()) {
            Sql.update(
                    connection,
                    "DELETE FROM change WHERE sequence <= (SELECT max(sequence) FROM change) - ?",
                    Limits.CHANGES);
        }
    }

    void tell(Collection<Store.Change> changes) {
        for (Store.Change change : changes) {
            forgetting.forEach(listener -> tell(listener, change));
            listeners.forEach(listener -> tell(listener, change));
        }
    }

    private static void tell(Store.ChangeListener listener, Store.Change change) {
        try {
            listener.changed(change);
        } catch (RuntimeException | Error e) {
            LOG.error("{} could not do what is to be done after {}", listener.getClass(), change, e);
        }
    }

    /** Another process has written: tells the listeners what. What this process wrote since is told again. */
    void changedElsewhere() {
        List<Numbered> changes = reading.call(connection -> Sql.query(
                connection,
                row -> new Numbered(
                        row.getLong(1),
                        new Store.Change(
                                row.getString(2),
                                new Scope(new AccountId(row.getString(3)), row.getString(4)),
                                row.getString(5))),
                "SELECT sequence, kind, account, parent, name FROM change WHERE sequence > ? ORDER BY sequence",
                told.get()));
        for (Numbered change : changes) {
            tell(List.of(change.change()));
            told.accumulateAndGet(change.sequence(), Math::max);
        }
    }

    private static long last(Connection connection) throws SQLException {
        return Sql.query(connection, row -> row.getLong(1), "SELECT coalesce(max(sequence), 0) FROM change")
                .getFirst();
    }

    private record Numbered(long sequence, Store.Change change) {}
}
