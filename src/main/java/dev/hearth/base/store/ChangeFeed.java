package dev.hearth.base.store;

import dev.hearth.model.AccountId;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The changes of documents in the SQLite file, in the order of their commits: a table from which other processes over
 * the same file read them.
 *
 * <p>The table keeps the last {@link Limits#CHANGES} changes. A process that reads the table too late
 * finds a gap between the last change that it has read and the first row of the table. Its listeners are then told that
 * they missed changes.
 */
final class ChangeFeed {
    private final Lane reading;
    private final Listeners listeners;

    /** The sequence number of the last change that listeners heard of. */
    private final AtomicLong told;

    ChangeFeed(Lane reading, Listeners listeners) {
        this.reading = reading;
        this.listeners = listeners;
        this.told = new AtomicLong(reading.call(ChangeFeed::last));
    }

    /** Writes changes into the table, in the same transaction as the writes themselves. */
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

    /**
     * Reads the changes of other processes and tells the listeners. They hear again of recent changes of this process.
     */
    void changedElsewhere() {
        long before = told.get();
        List<Numbered> changes = reading.call(connection -> Sql.query(
                connection,
                row -> new Numbered(
                        row.getLong(1),
                        new Store.Change(
                                row.getString(2),
                                new Scope(new AccountId(row.getString(3)), row.getString(4)),
                                row.getString(5))),
                "SELECT sequence, kind, account, parent, name FROM change WHERE sequence > ? ORDER BY sequence",
                before));
        if (!changes.isEmpty() && changes.getFirst().sequence() > before + 1) {
            listeners.tellMissed();
            told.accumulateAndGet(changes.getLast().sequence(), Math::max);
            return;
        }
        for (Numbered change : changes) {
            listeners.tell(List.of(change.change()));
            told.accumulateAndGet(change.sequence(), Math::max);
        }
    }

    private static long last(Connection connection) throws SQLException {
        return Sql.query(connection, row -> row.getLong(1), "SELECT coalesce(max(sequence), 0) FROM change")
                .getFirst();
    }

    private record Numbered(long sequence, Store.Change change) {}
}
