package dev.hearth.dataplane.workermanager;

import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * A queue of entries by time, with the time of the next wake-up. An entry that is no longer valid stays in the queue
 * and is skipped when its time comes.
 *
 * <p>Times are compared by their difference, because the clock's number may wrap around.
 */
final class DueQueue<T> {
    private final PriorityQueue<Entry<T>> entries = new PriorityQueue<>();
    private final Truth<T> stillTrue;
    private final int part;
    private long numbers;
    private boolean waking;
    private long wakeNanos;

    /** Checks whether an entry is still valid at a time. */
    interface Truth<T> {
        boolean holds(T what, long nanos);
    }

    private record Entry<T>(T what, long nanos, long number) implements Comparable<Entry<T>> {
        @Override
        public int compareTo(Entry<T> other) {
            int byTime = Long.compare(nanos - other.nanos, 0);
            return byTime != 0 ? byTime : Long.compare(number, other.number);
        }
    }

    /**
     * An empty queue.
     *
     * @param part the part of the manager that is woken, as in {@link ManagerAction.WakeAt}
     */
    DueQueue(int part, Truth<T> stillTrue) {
        this.part = part;
        this.stillTrue = stillTrue;
    }

    void add(T what, long nanos, Outbox out) {
        entries.add(new Entry<>(what, nanos, numbers++));
        wakeBy(nanos, out);
    }

    private void wakeBy(long nanos, Outbox out) {
        if (!waking || nanos - wakeNanos < 0) {
            waking = true;
            wakeNanos = nanos;
            out.act(new ManagerAction.WakeAt(part, nanos));
        }
    }

    /** Removes and returns the next entry that is due. */
    @Nullable
    T poll(long nowNanos) {
        for (Entry<T> first = entries.peek(); first != null && isOver(first, nowNanos); first = entries.peek()) {
            entries.remove();
            if (stillTrue.holds(first.what(), first.nanos())) {
                return first.what();
            }
        }
        return null;
    }

    private static boolean isOver(Entry<?> entry, long nowNanos) {
        return entry.nanos() - nowNanos <= 0;
    }

    /** Requests the next wake-up, after all due entries were handled. */
    void awake(long nowNanos, Outbox out) {
        if (waking && wakeNanos - nowNanos <= 0) {
            waking = false;
        }
        Entry<T> first = entries.peek();
        while (first != null && !stillTrue.holds(first.what(), first.nanos())) {
            entries.remove();
            first = entries.peek();
        }
        if (first != null) {
            wakeBy(first.nanos(), out);
        }
    }
}
