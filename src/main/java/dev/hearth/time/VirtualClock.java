package dev.hearth.time;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A clock that moves only when it is told to, and its timers: for simulations and tests. Timers of the same time run in
 * the order in which they were set. Used by one thread.
 *
 * <p>The timers are a heap in which each has up to four below it. Times and numbers stand in arrays of their own, so
 * that comparing them touches little memory: a simulation of a day sets a hundred million timers.
 */
public final class VirtualClock implements Time, Timers {
    private static final int CHILDREN = 4;
    private static final int FIRST_SIZE = 64;

    private final Instant origin;
    private long[] whens = new long[FIRST_SIZE];
    private long[] numbers = new long[FIRST_SIZE];
    private @Nullable Entry[] entries = new Entry[FIRST_SIZE];
    private int size;
    private long nanos;
    private long lastNumber;

    /** A timer. Its task is null after it has run or was cancelled. */
    private static final class Entry implements Timer {
        private @Nullable Runnable task;

        Entry(Runnable task) {
            this.task = task;
        }

        @Override
        public void cancel() {
            task = null; // the entry stays in the heap until its time
        }
    }

    /** Begins at this wall-clock time, and at 0 of the monotonic clock. */
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
        Entry entry = new Entry(task);
        if (size == entries.length) {
            whens = Arrays.copyOf(whens, size * 2);
            numbers = Arrays.copyOf(numbers, size * 2);
            entries = Arrays.copyOf(entries, size * 2);
        }
        rise(size++, Math.max(whenNanos, nanos), ++lastNumber, entry);
        return entry;
    }

    /** Moves by this duration, and runs all timers that become due, also those that are set meanwhile. */
    public void advance(Duration by) {
        long end = nanos + by.toNanos();
        while (size > 0 && whens[0] <= end) {
            long when = whens[0];
            Runnable task = poll();
            if (task != null) {
                nanos = when;
                task.run();
            }
        }
        nanos = end;
    }

    /** Removes the first timer, and returns what it would run; null if it was cancelled. */
    private @Nullable Runnable poll() {
        Entry first = entries[0];
        size--;
        Entry last = entries[size];
        entries[size] = null;
        if (size > 0) {
            sink(whens[size], numbers[size], last);
        }
        if (first == null) {
            throw new IllegalStateException("a place in the heap without a timer");
        }
        Runnable task = first.task;
        first.task = null;
        return task;
    }

    /** Puts a timer into a place at the bottom, or above as far as it is earlier. */
    private void rise(int bottom, long when, long number, Entry entry) {
        int place = bottom;
        while (place > 0) {
            int parent = (place - 1) / CHILDREN;
            if (!isEarlier(when, number, parent)) {
                break;
            }
            move(parent, place);
            place = parent;
        }
        set(place, when, number, entry);
    }

    /** Puts a timer into the first place, or below as far as others are earlier. */
    private void sink(long when, long number, @Nullable Entry entry) {
        int place = 0;
        while (true) {
            int earliest = earliestChild(place);
            if (earliest < 0 || isEarlier(when, number, earliest)) {
                break;
            }
            move(earliest, place);
            place = earliest;
        }
        set(place, when, number, entry);
    }

    private int earliestChild(int parent) {
        int first = parent * CHILDREN + 1;
        if (first >= size) {
            return -1;
        }
        int earliest = first;
        for (int child = first + 1; child < Math.min(first + CHILDREN, size); child++) {
            if (isEarlier(whens[child], numbers[child], earliest)) {
                earliest = child;
            }
        }
        return earliest;
    }

    private boolean isEarlier(long when, long number, int than) {
        return when != whens[than] ? when < whens[than] : number < numbers[than];
    }

    private void move(int from, int to) {
        set(to, whens[from], numbers[from], entries[from]);
    }

    private void set(int place, long when, long number, @Nullable Entry entry) {
        whens[place] = when;
        numbers[place] = number;
        entries[place] = entry;
    }
}
