package dev.hearth.dataplane.async;

import dev.hearth.base.store.Lease;
import dev.hearth.base.store.Scope;
import dev.hearth.base.store.Store;
import dev.hearth.dataplane.frontend.AcceptedEvents;
import dev.hearth.documents.EventDisposal;
import dev.hearth.documents.Kinds;
import dev.hearth.error.ServiceException;
import dev.hearth.error.ThrottleReason;
import dev.hearth.model.Invocation;
import dev.hearth.time.Ids;
import dev.hearth.time.Time;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The waiting events in the store, with the claims of processes. When a method returns, its change is on disk.
 *
 * <p>Several processes can take events from it. Each claims them under its own name, by leases that it has to renew.
 */
public final class EventQueue implements AcceptedEvents {
    private final Store store;
    private final Time time;
    private final Ids ids;
    private final String owner;
    private volatile Consumer<QueueId> accepted = queue -> {};

    public EventQueue(Store store, Time time, Ids ids) {
        this.store = store;
        this.time = time;
        this.ids = ids;
        this.owner = ids.hex(16);
    }

    @Override
    public void accept(Invocation invocation, String function) {
        QueueId queue = new QueueId(invocation.invokedArn().account(), function);
        Instant now = time.now();
        // unique, and in the order of acceptance
        String name = String.format(Locale.ROOT, "%015d-%s", now.toEpochMilli(), ids.hex(16));
        Event event = new Event(invocation, name, now, 0, 0, now, Optional.empty());
        Scope scope = scope(queue);
        store.write(transaction -> {
            if (transaction.count(EventDocument.EVENT, scope) >= Limits.WAITING) {
                throw ServiceException.throttled(ThrottleReason.CALLER_RATE);
            }
            transaction.put(EventDocument.EVENT, scope, name, event);
            return event;
        });
        accepted.accept(queue);
    }

    /** Adds a listener for events that are accepted here, called after the event is in the store. */
    void onAccepted(Consumer<QueueId> listener) {
        accepted = listener;
    }

    /** Adds a listener for queues whose function was deleted, now or earlier. */
    void onDeleted(Consumer<QueueId> listener) {
        store.onChange(
                Set.of(Kinds.EVENT_DISPOSAL),
                Store.ChangeListener.of(
                        change -> disposal(change).ifPresent(listener),
                        () -> deleted().forEach(listener)));
        deleted().forEach(listener);
    }

    private Optional<QueueId> disposal(Store.Change change) {
        return store.read(view -> view.find(Kinds.EVENT_DISPOSAL, change.scope(), change.name()))
                .map(EventQueue::queue);
    }

    private List<QueueId> deleted() {
        return store.read(view -> view.pending(Kinds.EVENT_DISPOSAL)).stream()
                .map(EventQueue::queue)
                .toList();
    }

    private static QueueId queue(EventDisposal disposal) {
        return new QueueId(disposal.account(), disposal.function());
    }

    /** Takes over all claims. It must only be called if no other process exists. */
    public void takeOver() {
        store.write(transaction -> {
            transaction.endClaimsOfOthers(EventDocument.EVENT, owner);
            return owner;
        });
    }

    /** Claims due events that no other process has claimed. */
    EventSignal.Claimed claim(QueueId queue, int count) {
        Scope scope = scope(queue);
        return store.write(transaction -> {
            Instant now = time.now();
            List<String> names = transaction.claimDue(EventDocument.EVENT, scope, lease(now), now, count);
            return new EventSignal.Claimed(queue, names, transaction.nextDue(EventDocument.EVENT, scope, owner, now));
        });
    }

    /** Extends all claims. */
    void renew() {
        store.write(transaction -> {
            transaction.renewClaims(EventDocument.EVENT, lease(time.now()));
            return owner;
        });
    }

    private Lease lease(Instant now) {
        return new Lease(owner, now.plus(Limits.LEASE));
    }

    /** An event with its payload; empty if it was removed with its function. */
    Optional<Event> find(QueueId queue, String name) {
        return store.read(view -> view.find(EventDocument.EVENT, scope(queue), name));
    }

    /**
     * Writes an event for its next attempt; no effect if it was removed with its function, or another process has
     * claimed it.
     */
    void postpone(QueueId queue, Event event) {
        Scope scope = scope(queue);
        store.write(transaction -> {
            boolean own = transaction.endClaim(EventDocument.EVENT, scope, event.name(), owner);
            if (own) {
                transaction.put(EventDocument.EVENT, scope, event.name(), event);
            }
            return own;
        });
    }

    /** Removes an event; false if it was removed with its function. */
    boolean remove(QueueId queue, String name) {
        return store.write(transaction -> transaction.delete(EventDocument.EVENT, scope(queue), name));
    }

    /** Removes some events of a deleted function; false if there are no more. */
    boolean sweep(QueueId queue) {
        return store.write(transaction -> {
            boolean more = transaction.deleteSome(EventDocument.EVENT, scope(queue), Limits.SWEPT) == Limits.SWEPT;
            if (!more) {
                transaction.delete(Kinds.EVENT_DISPOSAL, Scope.of(queue.account()), queue.function());
            }
            return more;
        });
    }

    /** The queues with unclaimed events, each with the time at which the first is due. */
    List<EventSignal.Found> look() {
        List<EventSignal.Found> found = new ArrayList<>();
        for (Scope scope : store.read(view -> view.scopes(EventDocument.EVENT))) {
            QueueId queue = new QueueId(scope.account(), scope.eventsOf().orElseThrow());
            // each is a short read, so that calls that need the store are not delayed
            store.read(view -> view.nextDue(EventDocument.EVENT, scope, owner, time.now()))
                    .ifPresent(due -> found.add(new EventSignal.Found(queue, due)));
        }
        return found;
    }

    private static Scope scope(QueueId queue) {
        return Scope.events(queue.account(), queue.function());
    }
}
