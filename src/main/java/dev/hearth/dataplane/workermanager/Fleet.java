package dev.hearth.dataplane.workermanager;

import dev.hearth.dataplane.placement.WorkerChoice;
import dev.hearth.dataplane.placement.WorkerView;
import dev.hearth.dataplane.worker.Worker;
import dev.hearth.model.DataSize;
import dev.hearth.model.WorkerId;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The workers, and the room on each that this manager has taken.
 *
 * <p>A worker's own view lags behind: it does not know of a start that is still on its way to it. So the larger of its
 * word and ours counts.
 */
final class Fleet {
    private final Map<WorkerId, Worker> workers = new HashMap<>();
    private final WorkerChoice placement;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Map<WorkerId, DataSize> taken = new HashMap<>();
    private final AtomicInteger seekers = new AtomicInteger();
    private long changes;

    Fleet(List<Worker> workers, WorkerChoice placement) {
        for (Worker worker : workers) {
            this.workers.put(worker.view().id(), worker);
        }
        this.placement = placement;
    }

    Collection<Worker> workers() {
        return workers.values();
    }

    Worker worker(WorkerId id) {
        Worker worker = workers.get(id);
        if (worker == null) {
            throw new IllegalArgumentException("no worker " + id);
        }
        return worker;
    }

    /** Takes room on the worker that placement chooses, if one has any. */
    Optional<WorkerId> take(DataSize demand) {
        List<WorkerView> views = workers.values().stream().map(Worker::view).toList();
        lock.lock();
        try {
            Optional<WorkerId> choice =
                    placement.choose(views.stream().map(this::withTaken).toList(), demand);
            choice.ifPresent(id -> taken.merge(id, demand, Fleet::sum));
            return choice;
        } finally {
            lock.unlock();
        }
    }

    void giveBack(WorkerId id, DataSize room) {
        lock.lock();
        try {
            taken.computeIfPresent(id, (key, sum) -> new DataSize(sum.bytes() - room.bytes()));
            changes++;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Tells those who look for room that a sandbox is idle now, and could make way. Costs nothing while nobody looks:
     * who does has said so before it looked at the pools, and so misses no sandbox that became idle after that.
     */
    void idleAppeared() {
        if (seekers.get() > 0) {
            lock.lock();
            try {
                changes++;
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    void beginSeeking() {
        seekers.incrementAndGet();
    }

    void endSeeking() {
        seekers.decrementAndGet();
    }

    /** Whether some worker could hold it if it were empty. */
    boolean couldEverHold(DataSize demand) {
        return workers.values().stream()
                .map(Worker::view)
                .anyMatch(view -> !view.draining() && view.memory().compareTo(demand) >= 0);
    }

    /** A number that grows with each change that may have made room. */
    long changes() {
        lock.lock();
        try {
            return changes;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until there is a change after {@code seen}; false if there is none for so long. */
    boolean awaitChange(long seen, long nanos) throws InterruptedException {
        long left = nanos;
        lock.lockInterruptibly();
        try {
            while (changes == seen) {
                if (left <= 0) {
                    return false;
                }
                left = changed.awaitNanos(left);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    private WorkerView withTaken(WorkerView view) {
        DataSize ours = taken.getOrDefault(view.id(), new DataSize(0));
        DataSize assigned = ours.compareTo(view.assigned()) > 0 ? ours : view.assigned();
        return new WorkerView(view.id(), view.zone(), view.memory(), assigned, view.sandboxes(), view.draining());
    }

    private static DataSize sum(DataSize one, DataSize other) {
        return new DataSize(Math.addExact(one.bytes(), other.bytes()));
    }
}
