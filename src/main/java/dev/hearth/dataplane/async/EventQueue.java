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
 * The events that wait, in the store, and who has claimed them. What it returns from is on disk.
 *
 * <p>Several processes may take events from it: each claims them under a name of its own, by leases that it has to
 * renew.
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
        // in the order of acceptance, and no one else's
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

    /** Has somebody told of each event that is accepted here, once it is in the store. */
    void onAccepted(Consumer<QueueId> listener) {
        accepted = listener;
    }

    /** Has somebody told of queues whose function is deleted: now, and of those that were earlier. */
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

    /** Takes what others had claimed: only for whoever knows that no other process is there. */
    public void takeOver() {
        store.write(transaction -> {
            transaction.endClaimsOfOthers(EventDocument.EVENT, owner);
            return owner;
        });
    }

    /** Claims what is due now and nobody else has. */
    EventSignal.Claimed claim(QueueId queue, int count) {
        Scope scope = scope(queue);
        return store.write(transaction -> {
            Instant now = time.now();
            List<String> names = transaction.claimDue(EventDocument.EVENT, scope, lease(now), now, count);
            return new EventSignal.Claimed(queue, names, transaction.nextDue(EventDocument.EVENT, scope, owner, now));
        });
    }

    /** Prolongs all claims. */
    void renew() {
        store.write(transaction -> {
            transaction.renewClaims(EventDocument.EVENT, lease(time.now()));
            return owner;
        });
    }

    private Lease lease(Instant now) {
        return new Lease(owner, now.plus(Limits.LEASE));
    }

    /** An event, with its payload; nothing if it is gone with its function. */
    Optional<Event> find(QueueId queue, String name) {
        return store.read(view -> view.find(EventDocument.EVENT, scope(queue), name));
    }

    /** Writes when and how an event is tried next; nothing if it is gone with its function, or is claimed by others. */
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

    /** False if it is gone already, with its function. */
    boolean remove(QueueId queue, String name) {
        return store.write(transaction -> transaction.delete(EventDocument.EVENT, scope(queue), name));
    }

    /** Removes a few of the events of a deleted function; false once there are no more. */
    boolean sweep(QueueId queue) {
        return store.write(transaction -> {
            boolean more = transaction.deleteSome(EventDocument.EVENT, scope(queue), Limits.SWEPT) == Limits.SWEPT;
            if (!more) {
                transaction.delete(Kinds.EVENT_DISPOSAL, Scope.of(queue.account()), queue.function());
            }
            return more;
        });
    }

    /** The queues with events that nobody has claimed, and when the first of each is due. */
    List<EventSignal.Found> look() {
        List<EventSignal.Found> found = new ArrayList<>();
        for (Scope scope : store.read(view -> view.scopes(EventDocument.EVENT))) {
            QueueId queue = new QueueId(scope.account(), scope.eventsOf().orElseThrow());
            // each a short read: calls that have to ask the store come between them
            store.read(view -> view.nextDue(EventDocument.EVENT, scope, owner, time.now()))
                    .ifPresent(due -> found.add(new EventSignal.Found(queue, due)));
        }
        return found;
    }

    private static Scope scope(QueueId queue) {
        return Scope.events(queue.account(), queue.function());
    }
}
