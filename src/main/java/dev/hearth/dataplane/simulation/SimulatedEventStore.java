package dev.hearth.dataplane.simulation;

import dev.hearth.dataplane.async.Event;
import dev.hearth.dataplane.async.QueueId;
import dev.hearth.time.VirtualClock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The queues of events, with the claims of processes and the times at which they expire, as in the product's store. */
final class SimulatedEventStore {
    private final VirtualClock clock;

    /** The queues that have events. */
    private final Map<QueueId, Queue> queues = new TreeMap<>();

    private final TreeSet<Claim> claims = new TreeSet<>();
    private final Map<SimulatedEventProcess, Set<Claim>> claimsOf = new HashMap<>();
    private int waiting;
    private long numbers;

    /** The events of one function. */
    private static final class Queue {
        private final Map<String, Event> events = new HashMap<>();
        private final TreeSet<Unclaimed> unclaimed = new TreeSet<>();
        private final Map<String, Claim> claimed = new HashMap<>();
    }

    /** An unclaimed event, ordered by the time at which it is due. */
    private record Unclaimed(Instant due, String name) implements Comparable<Unclaimed> {
        @Override
        public int compareTo(Unclaimed other) {
            int byTime = due.compareTo(other.due);
            return byTime != 0 ? byTime : name.compareTo(other.name);
        }
    }

    /** A process's right to run an event, until it expires. */
    static final class Claim implements Comparable<Claim> {
        final SimulatedEventProcess owner;
        private final QueueId queue;
        private final String name;
        private final long number;
        private Instant until;

        /** Whether the event was given to the Frontend. */
        boolean runs;

        private Claim(SimulatedEventProcess owner, QueueId queue, String name, long number, Instant until) {
            this.owner = owner;
            this.queue = queue;
            this.name = name;
            this.number = number;
            this.until = until;
        }

        @Override
        public int compareTo(Claim other) {
            int byTime = until.compareTo(other.until);
            return byTime != 0 ? byTime : Long.compare(number, other.number);
        }
    }

    SimulatedEventStore(VirtualClock clock) {
        this.clock = clock;
    }

    /** The number of events that have been neither processed nor given up. */
    int waiting() {
        return waiting;
    }

    void accept(QueueId id, Event event) {
        put(queues.computeIfAbsent(id, first -> new Queue()), event);
        waiting++;
    }

    private static void put(Queue queue, Event event) {
        queue.events.put(event.name(), event);
        queue.unclaimed.add(new Unclaimed(event.due(), event.name()));
    }

    /**
     * Claims due events for a process, and returns their names.
     *
     * @param count how many at most
     */
    List<String> claim(SimulatedEventProcess owner, QueueId id, int count) {
        lapse();
        Queue queue = queues.get(id);
        List<String> names = new ArrayList<>();
        while (queue != null && names.size() < count && !queue.unclaimed.isEmpty()) {
            Unclaimed first = queue.unclaimed.first();
            if (first.due().isAfter(clock.now())) {
                break;
            }
            queue.unclaimed.remove(first);
            names.add(first.name());
            Claim claim =
                    new Claim(owner, id, first.name(), numbers++, clock.now().plus(Limits.CLAIM));
            queue.claimed.put(first.name(), claim);
            claims.add(claim);
            claimsOf.computeIfAbsent(owner, absent -> new LinkedHashSet<>()).add(claim);
        }
        return names;
    }

    /** Makes the events of expired claims available again. */
    private void lapse() {
        while (!claims.isEmpty() && !claims.first().until.isAfter(clock.now())) {
            Claim claim = claims.first();
            Queue queue = known(claim.queue);
            forget(queue, claim);
            put(queue, known(queue, claim.name));
        }
    }

    private void forget(Queue queue, Claim claim) {
        claims.remove(claim);
        queue.claimed.remove(claim.name);
        claimsOf.getOrDefault(claim.owner, Set.of()).remove(claim);
    }

    /** Extends all claims of a process. */
    void renew(SimulatedEventProcess owner) {
        for (Claim claim : claimsOf.getOrDefault(owner, Set.of())) {
            claims.remove(claim);
            claim.until = clock.now().plus(Limits.CLAIM);
            claims.add(claim);
        }
    }

    /** The claim on an event that is claimed. */
    @Nullable
    Claim claimed(QueueId id, String name) {
        Queue queue = queues.get(id);
        return queue == null ? null : queue.claimed.get(name);
    }

    /** The time at which the next unclaimed event is due. */
    Optional<Instant> nextDue(QueueId id) {
        Queue queue = queues.get(id);
        return queue == null || queue.unclaimed.isEmpty()
                ? Optional.empty()
                : Optional.of(queue.unclaimed.first().due());
    }

    /** The queues that have unclaimed events. */
    List<QueueId> unclaimed() {
        lapse();
        return queues.entrySet().stream()
                .filter(entry -> !entry.getValue().unclaimed.isEmpty())
                .map(Map.Entry::getKey)
                .toList();
    }

    Optional<Event> find(QueueId id, String name) {
        Queue queue = queues.get(id);
        return queue == null ? Optional.empty() : Optional.ofNullable(queue.events.get(name));
    }

    /** Removes an event, with its claim. */
    void remove(QueueId id, Claim claim) {
        Queue queue = known(id);
        forget(queue, claim);
        queue.events.remove(claim.name);
        waiting--;
        if (queue.events.isEmpty()) {
            queues.remove(id);
        }
    }

    /** Writes an event for a later attempt, and ends its claim. */
    void postpone(QueueId id, Claim claim, Event later) {
        Queue queue = known(id);
        forget(queue, claim);
        put(queue, later);
    }

    private Queue known(QueueId id) {
        Queue queue = queues.get(id);
        if (queue == null) {
            throw new IllegalStateException("no event is in the queue " + id);
        }
        return queue;
    }

    private static Event known(Queue queue, String name) {
        Event event = queue.events.get(name);
        if (event == null) {
            throw new IllegalStateException("there is no event " + name);
        }
        return event;
    }
}
