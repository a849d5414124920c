package dev.hearth.time;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/** A clock that stands still until a test lets it go on, and its timers, for code that runs on threads of its own. */
public final class ManualClock implements Time, Timers {
    private final Instant origin;
    private final ReentrantLock lock = new ReentrantLock();
    private final List<Entry> entries = new ArrayList<>();
    private long nanos;
    private long numbers;

    private record Entry(long number, long when, Runnable task) {}

    public ManualClock(Instant origin) {
        this.origin = origin;
    }

    @Override
    public Instant now() {
        return origin.plusNanos(nanos());
    }

    @Override
    public long nanos() {
        lock.lock();
        try {
            return nanos;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Timer at(long whenNanos, Runnable task) {
        Entry entry;
        boolean due;
        lock.lock();
        try {
            entry = new Entry(numbers++, whenNanos, task);
            due = whenNanos <= nanos;
            if (!due) {
                entries.add(entry);
            }
        } finally {
            lock.unlock();
        }
        if (due) {
            task.run();
        }
        return () -> remove(entry);
    }

    private void remove(Entry entry) {
        lock.lock();
        try {
            entries.remove(entry);
        } finally {
            lock.unlock();
        }
    }

    /** Goes on, and runs on this thread what is due then. */
    public void advance(Duration by) {
        List<Entry> due = new ArrayList<>();
        lock.lock();
        try {
            nanos += by.toNanos();
            for (Entry entry : entries) {
                if (entry.when() <= nanos) {
                    due.add(entry);
                }
            }
            entries.removeAll(due);
        } finally {
            lock.unlock();
        }
        due.forEach(entry -> entry.task().run());
    }
}
