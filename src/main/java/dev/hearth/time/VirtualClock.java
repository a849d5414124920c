package dev.hearth.time;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * A clock that stands still until it is told to go on, and the timers that go by it: for simulations and tests. Timers
 * of the same time run in the order in which they were set. Used by one thread.
 */
public final class VirtualClock implements Time, Timers {
    private final Instant origin;
    private final PriorityQueue<Entry> entries =
            new PriorityQueue<>(Comparator.comparingLong(Entry::when).thenComparingLong(Entry::number));
    private long nanos;
    private long numbers;

    /** A timer; without a task once it has run or is cancelled. */
    private static final class Entry implements Timer {
        private final long when;
        private final long number;
        private @Nullable Runnable task;

        Entry(long when, long number, Runnable task) {
            this.when = when;
            this.number = number;
            this.task = task;
        }

        long when() {
            return when;
        }

        long number() {
            return number;
        }

        @Override
        public void cancel() {
            task = null; // leaves the queue when its time comes
        }
    }

    /** Begins at this wall-clock time, and at nought for durations. */
    public VirtualClock(Instant origin) {
        this.origin = origin;
    }

    @Override
    public Instant now() {
        return origin.plusNanos(nanos);
    }

    @Override
    public long nanos() {
        return nanos;
    }

    @Override
    public Timer at(long whenNanos, Runnable task) {
        Entry entry = new Entry(Math.max(whenNanos, nanos), numbers++, task);
        entries.add(entry);
        return entry;
    }

    /** Goes on to the next timer and runs it; false if there is none. */
    public boolean runNext() {
        while (true) {
            Entry next = entries.poll();
            if (next == null) {
                return false;
            }
            Runnable task = next.task;
            if (task != null) {
                nanos = next.when;
                next.task = null;
                task.run();
                return true;
            }
        }
    }

    /** Goes on for so long, and runs what comes due on the way, also what that sets. */
    public void advance(Duration by) {
        long end = nanos + by.toNanos();
        for (Entry next = entries.peek(); next != null && next.when <= end; next = entries.peek()) {
            if (next.task == null) {
                entries.poll();
            } else {
                runNext();
            }
        }
        nanos = end;
    }
}
