package dev.hearth.dataplane.sandbox.container;

import dev.hearth.base.linux.LinuxException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Containers without a function that are kept ready: a cold start then waits for the function's own program only.
 *
 * <p>How many are kept follows demand: twice as many after somebody found none, half as many after a quiet while. One
 * thread makes them, and only while nobody else is making one: whoever needs a container now gets the processors first.
 *
 * <pre>
 * what      take                           the thread
 * some      one of them                    makes more when half of them are gone, until as many are there as wanted
 * none      makes one itself; wants more   waits until all who make one have it
 * closed    makes one itself               has ended; those that are left are removed
 * </pre>
 */
final class EmptyContainers implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EmptyContainers.class);

    private final Supplier<EmptyContainer> maker;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition work = lock.newCondition();
    private final Deque<EmptyContainer> ready = new ArrayDeque<>();
    private final Thread thread = Thread.ofVirtual().name("containers-made").unstarted(this::fill);
    private int target = Limits.READY_LEAST;
    private int making;
    private boolean filling = true;
    private boolean closed;

    /** @param maker makes one, or throws {@link LinuxException} if this machine can't */
    EmptyContainers(Supplier<EmptyContainer> maker) {
        this.maker = maker;
    }

    /** Begins to make some ahead. What was taken before was no demand. */
    void start() {
        lock.lock();
        try {
            target = Limits.READY_LEAST;
            thread.start();
        } finally {
            lock.unlock();
        }
    }

    /**
     * A container that nobody has used: at once if one is ready.
     *
     * @throws LinuxException if none can be made
     */
    EmptyContainer take() {
        for (EmptyContainer prepared = poll(); prepared != null; prepared = poll()) {
            if (prepared.container().usable()) {
                return prepared;
            }
            LOG.warn("A container that was kept ready has ended");
            remove(prepared);
        }
        try {
            return maker.get();
        } finally {
            made();
        }
    }

    /** Ends the thread, and removes the containers that are left; again: no effect. */
    @Override
    public void close() {
        stop().forEach(EmptyContainers::remove);
    }

    /** Ends the thread at the end of what it is at; the containers that are left, which are the caller's. */
    List<EmptyContainer> stop() {
        lock.lock();
        try {
            closed = true;
            work.signalAll();
        } finally {
            lock.unlock();
        }
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        List<EmptyContainer> left = List.copyOf(ready);
        ready.clear();
        return left;
    }

    /** One that is ready; if there is none, the caller is one of those who make one. */
    private @Nullable EmptyContainer poll() {
        lock.lock();
        try {
            EmptyContainer prepared = ready.poll();
            if (prepared == null) {
                making++;
                target = Math.min(Limits.READY_MOST, 2 * target);
            }
            if (ready.size() <= target / 2) {
                filling = true;
                work.signal();
            }
            return prepared;
        } finally {
            lock.unlock();
        }
    }

    private void made() {
        lock.lock();
        try {
            making--;
            work.signal();
        } finally {
            lock.unlock();
        }
    }

    private void fill() {
        while (awaitWork()) {
            try {
                EmptyContainer made = maker.get().madeAhead();
                lock.lock();
                try {
                    ready.add(made);
                } finally {
                    lock.unlock();
                }
            } catch (Throwable e) { // whatever it is, a later one may succeed; whoever needs one meanwhile makes it
                LOG.warn("A container can't be made ahead", e);
                pause();
            }
        }
    }

    /** Waits until one is wanted; false at the end. */
    private boolean awaitWork() {
        lock.lock();
        try {
            while (!closed) {
                filling &= ready.size() < target;
                if (filling && making == 0) {
                    return true;
                }
                if (!waitsLess()) {
                    target = Math.max(Limits.READY_LEAST, target / 2);
                }
            }
            return false;
        } finally {
            lock.unlock();
        }
    }

    /** After a failure none is made before the next demand. */
    private void pause() {
        lock.lock();
        try {
            filling = false;
        } finally {
            lock.unlock();
        }
    }

    /** Whether something has changed before demand is forgotten; the callers look again. */
    @SuppressWarnings("WaitNotInLoop")
    private boolean waitsLess() {
        try {
            return work.awaitNanos(Limits.DEMAND_MEMORY.toNanos()) > 0;
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts this thread", e);
        }
    }

    private static void remove(EmptyContainer container) {
        try {
            container.remove();
        } catch (RuntimeException e) {
            LOG.error("a container that was kept ready can't be removed; the next start will", e);
        }
    }
}
