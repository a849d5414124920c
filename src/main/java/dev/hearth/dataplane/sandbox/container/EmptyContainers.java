package dev.hearth.dataplane.sandbox.container;

import dev.hearth.base.linux.LinuxException;
import dev.hearth.dataplane.sandbox.machine.MachineFullException;
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
 * A pool of containers without a function, so that a cold start only has to start the function's program.
 *
 * <p>The size of the pool follows demand: it doubles after a caller found it empty, and halves after a time without
 * demand. One thread fills it, but only while no caller makes a container itself, so that callers get the processors
 * first.
 *
 * <pre>
 * what      take                           the thread
 * some      one of them                    fills the pool when half of it has been taken
 * none      the caller makes one, and the  waits until no caller makes one
 *           pool's size doubles
 * closed    the caller makes one           has ended; the rest of the pool is removed
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

    /** @param maker makes a container, or throws {@link LinuxException} if this machine can't */
    EmptyContainers(Supplier<EmptyContainer> maker) {
        this.maker = maker;
    }

    /** Begins to fill the pool. Earlier calls of {@link #take} do not count as demand. */
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
     * An unused container: at once if one is ready.
     *
     * @throws LinuxException if none can be made
     * @throws MachineFullException if the machine has as many as it can have
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

    /**
     * Ends the thread after the container that it is making.
     *
     * @return the rest of the pool, which the caller removes
     */
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

    /** Takes a ready container. If there is none, the caller counts as one that makes a container. */
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
            } catch (MachineFullException e) {
                LOG.info("No container is made ahead: {}", e.getMessage());
                pause();
            } catch (Throwable e) { // a later attempt may succeed; callers make their own meanwhile
                LOG.warn("A container can't be made ahead", e);
                pause();
            }
        }
    }

    /** Waits until a container is to be made; false at the end. */
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

    /** After a failure, waits for the next demand. */
    private void pause() {
        lock.lock();
        try {
            filling = false;
        } finally {
            lock.unlock();
        }
    }

    /** Waits for a change. False if the time after which demand is forgotten has passed. Callers check again. */
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
