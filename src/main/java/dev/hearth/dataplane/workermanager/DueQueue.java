package dev.hearth.dataplane.workermanager;

import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * What is due at which time, and when to wake up for it. An entry is not taken out when it is no longer true; it is
 * recognised as such when its time comes.
 *
 * <p>Times are compared by their difference, since the clock's number may wrap around.
 */
final class DueQueue<T> {
    private final PriorityQueue<Entry<T>> entries = new PriorityQueue<>();
    private final Truth<T> stillTrue;
    private final int part;
    private long numbers;
    private boolean waking;
    private long wakeNanos;

    /** Whether something is still due at a time. */
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
     * None yet.
     *
     * @param part of the manager to which this belongs, as in {@link ManagerAction.WakeAt}
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

    /** Takes out the next that is due by now. */
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

    /** A wake-up has come and all that was due is done: asks for the next. */
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
