package dev.hearth.dataplane.workermanager;

import dev.hearth.time.Time;
import dev.hearth.time.Timers;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * Lets a thread wait until a Worker Manager that drains has nothing more to do. While nobody waits, whoever changes
 * something pays one read of a number.
 */
final class Quiescence {
    private final Time time;
    private final Timers timers;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final AtomicInteger waiting = new AtomicInteger();

    Quiescence(Time time, Timers timers) {
        this.time = time;
        this.timers = timers;
    }

    /** Something has changed that may be waited for. */
    void changed() {
        if (waiting.get() > 0) {
            wake();
        }
    }

    private void wake() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until something holds; false if that takes longer than the limit, or the thread is interrupted. */
    boolean await(BooleanSupplier holds, Duration limit) {
        long end = time.nanos() + limit.toNanos();
        lock.lock();
        try {
            waiting.incrementAndGet(); // before the first look: a change after that look is signalled
            if (holds.getAsBoolean()) {
                return true;
            }
            Timers.Timer timer = timers.at(end, this::wake);
            try {
                while (!holds.getAsBoolean()) {
                    if (time.nanos() - end >= 0) {
                        return false;
                    }
                    changed.await();
                }
                return true;
            } finally {
                timer.cancel();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            waiting.decrementAndGet();
            lock.unlock();
        }
    }
}
