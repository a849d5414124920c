package dev.hearth.base.store;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The listeners of this process.
 *
 * <p>A listener runs on the thread that wrote, after the commit and before the write returns. For a write of another
 * process, it runs on the thread that watches for such writes. So listeners can hear of two writes at the same time,
 * and of the later one first: a listener that needs the current state reads it. For each change, listeners that only
 * clear caches run first, then the others. Within both groups they run in the order of their registration. A listener
 * hears only of the kinds that it named. An exception of one listener stops neither the other listeners nor the writer.
 */
final class Listeners {
    private static final Logger LOG = LoggerFactory.getLogger(Listeners.class);

    private final List<Registered> forgetting = new CopyOnWriteArrayList<>();
    private final List<Registered> listeners = new CopyOnWriteArrayList<>();

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
        forgetting.add(new Registered(Set.of(SqlAccountStore.KEY), listener));
    }

    private static Set<String> names(Set<Kind<?>> kinds) {
        kinds.stream().filter(Kind::unlisted).findAny().ifPresent(kind -> {
            throw new IllegalArgumentException("changes of this kind are not recorded: " + kind.name());
        });
        return kinds.stream().map(Kind::name).collect(Collectors.toUnmodifiableSet());
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

    void tellMissed() {
        LOG.warn("changes of other processes were missed: all caches are cleared");
        for (List<Registered> told : List.of(forgetting, listeners)) {
            told.forEach(registered -> tell(registered.listener(), "missing changes", Store.ChangeListener::missed));
        }
    }
}
