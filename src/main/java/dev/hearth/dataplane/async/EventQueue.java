package dev.hearth.dataplane.async;

import dev.hearth.base.store.Scope;
import dev.hearth.base.store.Store;
import dev.hearth.dataplane.frontend.AcceptedEvents;
import dev.hearth.error.ServiceException;
import dev.hearth.error.ThrottleReason;
import dev.hearth.model.Invocation;
import dev.hearth.time.Ids;
import dev.hearth.time.Time;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The events that wait, in the store. What it returns from is on disk. */
public final class EventQueue implements AcceptedEvents {
    private final Store store;
    private final Time time;
    private final Ids ids;

    public EventQueue(Store store, Time time, Ids ids) {
        this.store = store;
        this.time = time;
        this.ids = ids;
    }

    @Override
    public void accept(Invocation invocation) {
        Instant now = time.now();
        // in the order of acceptance, and no one else's
        String name = String.format(Locale.ROOT, "%015d-%s", now.toEpochMilli(), ids.hex(16));
        Event event = new Event(invocation, name, now, 0, 0, now);
        Scope scope = Scope.function(event.function());
        store.write(transaction -> {
            if (transaction.count(EventDocument.EVENT, scope) >= Limits.WAITING) {
                throw ServiceException.throttled(ThrottleReason.CALLER_RATE);
            }
            transaction.put(EventDocument.EVENT, scope, name, event);
            return event;
        });
    }

    void onAccepted(Runnable listener) {
        store.onChange(Set.of(EventDocument.EVENT), Store.ChangeListener.whatever(listener));
    }

    /** Those whose time has come, the longest due first. */
    List<Event> due(int limit) {
        return store.read(view -> view.due(EventDocument.EVENT, time.now(), limit));
    }

    /** When the next one's time comes that has not come yet. */
    Optional<Instant> nextDue() {
        return store.read(view -> view.nextDue(EventDocument.EVENT, time.now()));
    }

    /** Changes when it is tried; nothing if it is gone, with its function. */
    void postpone(Event event) {
        Scope scope = Scope.function(event.function());
        store.write(transaction -> {
            boolean there =
                    transaction.find(EventDocument.EVENT, scope, event.name()).isPresent();
            if (there) {
                transaction.put(EventDocument.EVENT, scope, event.name(), event);
            }
            return there;
        });
    }

    /** False if it is gone already, with its function. */
    boolean remove(Event event) {
        return store.write(
                transaction -> transaction.delete(EventDocument.EVENT, Scope.function(event.function()), event.name()));
    }
}
