package dev.hearth.base.store;

import dev.hearth.model.AccountId;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The changes of documents, in the order of their commits: a table from which other processes over the same store
 * read them, and the listeners of this process.
 *
 * <p>A listener runs on the thread that wrote, after the commit and before the write returns. For a write of another
 * process, it runs on the thread that watches for such writes. So listeners can hear of two writes at the same time,
 * and of the later one first: a listener that needs the current state reads it. For each change, listeners that only
 * clear caches run first, then the others. Within both groups they run in the order of their registration. A listener
 * hears only of the kinds that it named. An exception of one listener stops neither the other listeners nor the writer.
 *
 * <p>The table keeps the last {@link Limits#CHANGES} changes. A process that reads the table too late
 * finds a gap between the last change that it has read and the first row of the table. Its listeners are then told that
 * they missed changes.
 */
final class ChangeFeed {
    private static final Logger LOG = LoggerFactory.getLogger(ChangeFeed.class);

    private final Lane reading;
    private final List<Registered> forgetting = new CopyOnWriteArrayList<>();
    private final List<Registered> listeners = new CopyOnWriteArrayList<>();

    /** The sequence number of the last change that listeners heard of. */
    private final AtomicLong told;

    ChangeFeed(Lane reading) {
        this.reading = reading;
        this.told = new AtomicLong(reading.call(ChangeFeed::last));
    }

    /** A listener, and the names of the kinds whose changes it hears of. */
    private record Registered(Set<String> kinds, Store.ChangeListener listener) {}

    void listen(Set<Kind<?>> kinds, Store.ChangeListener listener) {
        listeners.add(new Registered(names(kinds), listener));
    }

    void forget(Set<Kind<?>> kinds, Store.ChangeListener listener) {
        forgetting.add(new Registered(names(kinds), listener));
    }

    /** Registers a listener for changes of access keys, which are not documents. */
    void forgetKeys(Store.ChangeListener listener) {
        forgetting.add(new Registered(Set.of(SqliteAccountStore.KEY), listener));
    }

    private static Set<String> names(Set<Kind<?>> kinds) {
        kinds.stream().filter(Kind::unlisted).findAny().ifPresent(kind -> {
            throw new IllegalArgumentException("changes of this kind are not recorded: " + kind.name());
        });
        return kinds.stream().map(Kind::name).collect(Collectors.toUnmodifiableSet());
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

    void tell(Collection<Store.Change> changes) {
        for (Store.Change change : changes) {
            forgetting.forEach(registered -> tell(registered, change));
            listeners.forEach(registered -> tell(registered, change));
        }
    }

    private static void tell(Registered registered, Store.Change change) {
        if (registered.kinds().contains(change.kind())) {
            tell(registered.listener(), change, listener -> listener.changed(change));
        }
    }

    private static void tell(Store.ChangeListener listener, Object what, Consumer<Store.ChangeListener> telling) {
        try {
            telling.accept(listener);
        } catch (RuntimeException | Error e) {
            LOG.error("listener {} failed on {}", listener.getClass(), what, e);
        }
    }

    private void tellMissed() {
        LOG.warn("more than {} changes of other processes at once: all caches are cleared", Limits.CHANGES);
        for (List<Registered> told : List.of(forgetting, listeners)) {
            told.forEach(registered -> tell(registered.listener(), "missing changes", Store.ChangeListener::missed));
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
            tellMissed();
            told.accumulateAndGet(changes.getLast().sequence(), Math::max);
            return;
        }
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
