package dev.hearth.dataplane.workermanager;

import dev.hearth.time.Time;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Bounds how many sandboxes start at once, without letting a slow one hold up the others.
 *
 * <p>A turn ends when its holder says so, or by itself after a time: a start that takes longer waits for something
 * other than a processor, and function code must not be able to block everybody's cold starts by a slow init.
 */
final class StartTurns {
    private final int limit;
    private final long longestNanos;
    private final Time time;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition ended = lock.newCondition();
    private final Set<Turn> running = new LinkedHashSet<>();

    StartTurns(int limit, Duration longest, Time time) {
        this.limit = limit;
        this.longestNanos = longest.toNanos();
        this.time = time;
    }

    /** Waits for a turn. */
    Turn take() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long wait = endOverdue();
            while (running.size() >= limit) {
                long _ = ended.awaitNanos(wait);
                wait = endOverdue();
            }
            Turn turn = new Turn(time.nanos());
            running.add(turn);
            return turn;
        } finally {
            lock.unlock();
        }
    }

    /** How long until the oldest turn ends by itself. */
    private long endOverdue() {
        long now = time.nanos();
        Iterator<Turn> oldestFirst = running.iterator();
        while (oldestFirst.hasNext()) {
            long left = oldestFirst.next().startNanos + longestNanos - now;
            if (left > 0) {
                return left;
            }
            oldestFirst.remove();
        }
        return 0;
    }

    private void end(Turn turn) {
        lock.lock();
        try {
            if (running.remove(turn)) {
                ended.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    /** The right to start one sandbox now. */
    final class Turn {
        private final long startNanos;

        private Turn(long startNanos) {
            this.startNanos = startNanos;
        }

        void end() {
            StartTurns.this.end(this);
        }
    }
}
