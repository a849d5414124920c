package dev.hearth.dataplane.sandbox.machine;

import dev.hearth.base.linux.LinuxException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A pool of networks that are made ahead. One background thread makes networks and one removes used ones; each handles
 * all pending requests as one batch. They are platform threads, because the first one changes its network namespace.
 *
 * <p>The size of the pool follows demand: it doubles after a caller had to wait, and halves after a time without
 * demand.
 */
final class NamespacePool implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(NamespacePool.class);

    /** Makes and removes networks. */
    interface Maker {
        /**
         * Makes all or none.
         *
         * @throws LinuxException if this machine can't
         */
        List<Network> make(int count);

        void remove(List<Network> namespaces);
    }

    private final Maker maker;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition demand = lock.newCondition();
    private final Condition supply = lock.newCondition();
    private final Condition waste = lock.newCondition();
    private final Deque<Network> ready = new ArrayDeque<>();
    private final List<Network> used = new ArrayList<>();
    private final List<Thread> threads;
    private int target = NetworkLimits.READY_LEAST;
    private int waiting;
    private boolean filling = true;
    private boolean closed;
    private @Nullable LinuxException failure;

    NamespacePool(Maker maker) {
        this.maker = maker;
        this.threads = List.of(
                Thread.ofPlatform().daemon().name("networks-made").unstarted(this::fill),
                Thread.ofPlatform().daemon().name("networks-removed").unstarted(this::empty));
    }

    void start() {
        threads.forEach(Thread::start);
    }

    /**
     * An unused network: at once if one is ready, else from the next batch.
     *
     * @throws LinuxException if none can be made
     */
    Network take() {
        lock.lock();
        try {
            Network taken = ready.poll();
            if (taken == null) {
                taken = await();
            }
            if (ready.size() <= target / 2) {
                filling = true;
                demand.signal();
            }
            return taken;
        } finally {
            lock.unlock();
        }
    }

    /** Removes a network in the background. All processes in it have ended. */
    void discard(Network namespace) {
        lock.lock();
        try {
            used.add(namespace);
            waste.signal();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Stops both threads after their present batches. Waiting callers are refused. Lets go of the networks that no
     * sandbox has; removes none.
     */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            demand.signalAll();
            supply.signalAll();
            waste.signalAll();
        } finally {
            lock.unlock();
        }
        try {
            for (Thread thread : threads) {
                thread.join(NetworkLimits.TOOL);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        lock.lock();
        try {
            ready.forEach(Network::forget);
            used.forEach(Network::forget);
            ready.clear();
            used.clear();
        } finally {
            lock.unlock();
        }
    }

    private Network await() {
        target = Math.min(NetworkLimits.READY_MOST, 2 * target);
        LinuxException failureBefore = failure;
        long nanos = NetworkLimits.TAKE.toNanos();
        waiting++;
        demand.signal();
        try {
            while (true) {
                if (closed) {
                    throw new LinuxException("the network of sandboxes is closed");
                }
                Network taken = ready.poll();
                if (taken != null) {
                    return taken;
                }
                LinuxException failureNow = failure;
                if (failureNow != null && failureNow != failureBefore) {
                    throw new LinuxException("no network for a sandbox can be made", failureNow);
                }
                if (nanos <= 0) {
                    throw new LinuxException("no network for a sandbox was made in " + NetworkLimits.TAKE);
                }
                nanos = supply.awaitNanos(nanos);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LinuxException("interrupted while waiting for a network", e);
        } finally {
            waiting--;
        }
    }

    private void fill() {
        for (int count = awaitDemand(); count > 0; count = awaitDemand()) {
            try {
                List<Network> made = maker.make(count);
                lock.lock();
                try {
                    ready.addAll(made);
                    supply.signalAll();
                } finally {
                    lock.unlock();
                }
            } catch (Throwable e) { // the next batch may succeed; without this thread no network would be made
                LOG.warn("Networks for sandboxes can't be made", e);
                failed(e instanceof LinuxException known ? known : new LinuxException("a bug: " + e, e));
            }
        }
    }

    /** Waits for demand. Returns the size of the next batch; zero at the end. */
    private int awaitDemand() {
        lock.lock();
        try {
            while (!closed) {
                int missing = waiting - ready.size();
                if (missing > 0) {
                    return Math.min(NetworkLimits.BATCH_WAITED_FOR, missing);
                }
                int ahead = target - ready.size();
                if (ahead <= 0) {
                    filling = false;
                } else if (filling) {
                    return Math.min(NetworkLimits.BATCH_AHEAD, ahead);
                }
                if (!waitsLess(demand, NetworkLimits.DEMAND_MEMORY)) {
                    target = Math.max(NetworkLimits.READY_LEAST, target / 2);
                }
            }
            return 0;
        } finally {
            lock.unlock();
        }
    }

    private void failed(LinuxException e) {
        lock.lock();
        try {
            failure = e;
            supply.signalAll();
            // the callers that just failed leave first; only a new caller is a reason for an immediate retry
            if (!closed) {
                waitsLess(demand, NetworkLimits.PAUSE_AFTER_FAILURE);
            }
        } finally {
            lock.unlock();
        }
    }

    @SuppressWarnings("WaitNotInLoop") // the callers check again after an early wake-up
    private static boolean waitsLess(Condition condition, Duration atMost) {
        try {
            return condition.awaitNanos(atMost.toNanos()) > 0;
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts this thread", e);
        }
    }

    private void empty() {
        for (List<Network> batch = awaitWaste(); !batch.isEmpty(); batch = awaitWaste()) {
            try {
                maker.remove(batch);
            } catch (Throwable e) { // the thread continues with later batches
                LOG.warn("{} networks of sandboxes stay until the end: they can't be removed", batch.size(), e);
            }
        }
    }

    /** Waits for used networks; none at the end, when everything is removed anyway. */
    private List<Network> awaitWaste() {
        lock.lock();
        try {
            while (!closed && used.isEmpty()) {
                waste.awaitUninterruptibly();
            }
            if (closed) {
                return List.of();
            }
            List<Network> batch = List.copyOf(used.subList(0, Math.min(used.size(), NetworkLimits.BATCH_REMOVED)));
            used.subList(0, batch.size()).clear();
            return batch;
        } finally {
            lock.unlock();
        }
    }
}
