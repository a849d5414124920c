package dev.hearth.dataplane.runtimeapi;

import dev.hearth.time.Time;
import dev.hearth.time.Timers;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/** Waits for a condition of a lock with a time limit by {@link Time}, which may be simulated. */
final class TimedWait {
    private final ReentrantLock lock;
    private final Time time;
    private final Timers timers;

    TimedWait(ReentrantLock lock, Time time, Timers timers) {
        this.lock = lock;
        this.time = time;
        this.timers = timers;
    }

    /**
     * Waits, with the lock held, until the predicate holds or the time is over. The condition must be signalled at each
     * change.
     */
    void await(Condition change, BooleanSupplier holds, Duration limit) throws InterruptedException {
        if (holds.getAsBoolean()) {
            return;
        }
        long until = time.nanos() + limit.toNanos();
        Timers.Timer timer = timers.at(until, () -> wake(change));
        try {
            while (!holds.getAsBoolean() && time.nanos() - until < 0) {
                change.await();
            }
        } finally {
            timer.cancel();
        }
    }

    private void wake(Condition waiting) {
        lock.lock();
        try {
            waiting.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
