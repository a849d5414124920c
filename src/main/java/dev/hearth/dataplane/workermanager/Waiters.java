package dev.hearth.dataplane.workermanager;

import dev.hearth.dataplane.counter.InvocationKind;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The requests of one pool that wait for a sandbox. Synchronous requests are served before asynchronous ones, and in
 * each kind the one that has waited longest is served first. All requests of a pool wait for the same time at most.
 */
final class Waiters {
    private final Deque<Waiter> synchronous = new ArrayDeque<>();
    private final Deque<Waiter> asynchronous = new ArrayDeque<>();

    /** A waiting request, and the time until which it waits. */
    private record Waiter(long ask, long untilNanos) {}

    void add(long ask, InvocationKind kind, long untilNanos) {
        queue(kind).addLast(new Waiter(ask, untilNanos));
    }

    /** Whether the request waited. */
    boolean remove(long ask) {
        return synchronous.removeIf(waiter -> waiter.ask() == ask)
                || asynchronous.removeIf(waiter -> waiter.ask() == ask);
    }

    /** Takes the request that is to be served next. */
    OptionalLong takeNext() {
        Waiter next = synchronous.isEmpty() ? asynchronous.pollFirst() : synchronous.pollFirst();
        return next == null ? OptionalLong.empty() : OptionalLong.of(next.ask());
    }

    /** The end of the time of the request that {@link #takeRefused} takes; empty if none waits. */
    OptionalLong endOfRefused(InvocationKind kind) {
        Waiter refused = queue(kind).peek();
        Waiter next = synchronous.isEmpty() ? asynchronous.peek() : synchronous.peek();
        return Stream.of(Optional.ofNullable(refused), Optional.ofNullable(next))
                .flatMap(Optional::stream)
                .mapToLong(Waiter::untilNanos)
                .findFirst();
    }

    /** Takes the request that is to be refused because a start for one of this kind has failed; one must wait. */
    long takeRefused(InvocationKind kind) {
        Waiter refused = queue(kind).pollFirst();
        return refused == null ? takeNext().orElseThrow() : refused.ask();
    }

    /** Takes the requests whose time is over. */
    void takeExpired(long now, Consumer<Long> expired) {
        takeExpired(synchronous, now, expired);
        takeExpired(asynchronous, now, expired);
    }

    private static void takeExpired(Deque<Waiter> queue, long now, Consumer<Long> expired) {
        for (Waiter first = queue.peek(); first != null && first.untilNanos() - now <= 0; first = queue.peek()) {
            queue.remove();
            expired.accept(first.ask());
        }
    }

    /** Takes all requests. */
    void takeAll(Consumer<Long> taken) {
        for (OptionalLong next = takeNext(); next.isPresent(); next = takeNext()) {
            taken.accept(next.getAsLong());
        }
    }

    /** The earliest time at which a request's time is over. */
    OptionalLong firstEnd() {
        return Stream.of(synchronous, asynchronous)
                .flatMap(queue -> Optional.ofNullable(queue.peek()).stream())
                .mapToLong(Waiter::untilNanos)
                .reduce((one, other) -> one - other <= 0 ? one : other);
    }

    int size() {
        return synchronous.size() + asynchronous.size();
    }

    boolean isEmpty() {
        return synchronous.isEmpty() && asynchronous.isEmpty();
    }

    private Deque<Waiter> queue(InvocationKind kind) {
        return switch (kind) {
            case SYNCHRONOUS -> synchronous;
            case ASYNCHRONOUS -> asynchronous;
        };
    }
}
