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
 * What was changed, in the order in which it was: a table, by which other processes over the same store hear of it, and
 * the listeners of this one.
 *
 * <p>Listeners run on the thread that wrote, after its commit and before its call returns; of what another process
 * wrote, on the thread that watches for that. So two writes can be told of at once, and either of them first: who must
 * know what is true now reads it. Of each change, those who only forget what they remember hear first, then the
 * others, each in the order in which they began to listen, and each only of the kinds that it named. One that fails
 * keeps neither the others nor the writer from going on.
 *
 * <p>The table keeps the last {@link Limits#CHANGES} changes. A process that looks after more than that were made finds
 * a gap between what it was told last and the first that is kept: then its listeners are told that they missed some.
 */
final class ChangeFeed {
    private static final Logger LOG = LoggerFactory.getLogger(ChangeFeed.class);

    private final Lane reading;
    private final List<Registered> forgetting = new CopyOnWriteArrayList<>();
    private final List<Registered> listeners = new CopyOnWriteArrayList<>();

    /** The last change that listeners were told of, or that was there before them. */
    private final AtomicLong told;

    ChangeFeed(Lane reading) {
        this.reading = reading;
        this.told = new AtomicLong(reading.call(ChangeFeed::last));
    }

    /** A listener, and the names of the kinds that it hears of. */
    private record Registered(Set<String> kinds, Store.ChangeListener listener) {}

    void listen(Set<Kind<?>> kinds, Store.ChangeListener listener) {
        listeners.add(new Registered(names(kinds), listener));
    }

    void forget(Set<Kind<?>> kinds, Store.ChangeListener listener) {
        forgetting.add(new Registered(names(kinds), listener));
    }

    /** Access keys are no documents, and told of all the same. */
    void forgetKeys(Store.ChangeListener listener) {
        forgetting.add(new Registered(Set.of(SqliteAccountStore.KEY), listener));
    }

    private static Set<String> names(Set<Kind<?>> kinds) {
        kinds.stream().filter(Kind::unlisted).findAny().ifPresent(kind -> {
            throw new IllegalArgumentException("nobody is told of changes of the kind " + kind.name());
        });
        return kinds.stream().map(Kind::name).collect(Collectors.toUnmodifiableSet());
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
            LOG.error("{} could not do what is to be done after {}", listener.getClass(), what, e);
        }
    }

    private void tellMissed() {
        LOG.warn("other processes have made more than {} changes at once: everything is read anew", Limits.CHANGES);
        for (List<Registered> told : List.of(forgetting, listeners)) {
            told.forEach(registered -> tell(registered.listener(), "missing changes", Store.ChangeListener::missed));
        }
    }

    /** Another process has written: tells the listeners what. What this process wrote since is told again. */
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
