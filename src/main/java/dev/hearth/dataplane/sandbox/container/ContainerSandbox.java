package dev.hearth.dataplane.sandbox.container;

import dev.hearth.base.linux.EventLoop.Watched;
import dev.hearth.base.linux.LinuxException;
import dev.hearth.dataplane.sandbox.Assignment;
import dev.hearth.dataplane.sandbox.Exit;
import dev.hearth.dataplane.sandbox.Sandbox;
import dev.hearth.dataplane.sandbox.SandboxException;
import dev.hearth.dataplane.sandbox.SandboxListener;
import dev.hearth.dataplane.sandbox.machine.Allocation;
import dev.hearth.model.DataSize;
import dev.hearth.model.SandboxId;
import java.net.InetAddress;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A container. Its transitions are those of {@link Sandbox}; this class holds them to their order, its
 * {@link Launcher.Container} does the work.
 *
 * <p>The lock is held through a transition, so that each finds the one before it complete. The exit comes from the
 * event thread, which must not wait for the lock: it is a fact beside the state. A {@link #destroy} that fails at a
 * step may be called again, and goes on there.
 */
final class ContainerSandbox implements Sandbox {
    private static final Logger LOG = LoggerFactory.getLogger(ContainerSandbox.class);

    private enum State {
        EMPTY,
        RUNNING,
        FROZEN,
        /** The start failed. */
        BROKEN,
        /** A step of its removal is under way or failed. */
        ENDING,
        DESTROYED
    }

    private final SandboxId id;
    private final Allocation allocation;
    private final double processors;
    private final Launcher.Container container;
    private final Runnable onDestroyed;
    private final ReentrantLock lock = new ReentrantLock();
    private final CountDownLatch exited = new CountDownLatch(1);
    private State state = State.EMPTY;
    private boolean initialized;
    private volatile boolean killed;
    private volatile @Nullable Watched process;
    private volatile DataSize lastPeak = new DataSize(0);

    /**
     * An empty one.
     *
     * @param processors what its memory buys, after init
     * @param onDestroyed hears that nothing is left of it, once
     */
    ContainerSandbox(
            SandboxId id,
            Allocation allocation,
            double processors,
            Launcher.Container container,
            Runnable onDestroyed) {
        this.id = id;
        this.allocation = allocation;
        this.processors = processors;
        this.container = container;
        this.onDestroyed = onDestroyed;
    }

    @Override
    public SandboxId id() {
        return id;
    }

    @Override
    public Optional<InetAddress> address() {
        return Optional.of(allocation.network().address());
    }

    @Override
    public void assign(Assignment assignment, SandboxListener listener) {
        lock.lock();
        try {
            require(State.EMPTY);
            state = State.BROKEN;
            ExitListener ending = new ExitListener(listener);
            try {
                process = container.start(assignment, ending);
                state = State.RUNNING;
            } catch (NoProgramException e) {
                state = State.RUNNING;
                ending.exited(new Exit.NotStarted(String.valueOf(e.getMessage())));
            }
        } catch (LinuxException e) {
            throw new SandboxException("sandbox " + id + " can't be started: " + e.getMessage(), e);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void flushOutput() {
        Watched running = process;
        if (running != null) {
            running.flush();
        }
    }

    @Override
    public void initialized() {
        lock.lock();
        try {
            if (!initialized && !ending()) {
                initialized = true;
                allocation.cgroup().limitProcessors(processors);
            }
        } catch (LinuxException e) {
            LOG.warn("sandbox {} keeps the processor share of its init", id, e);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void freeze() {
        lock.lock();
        try {
            require(State.RUNNING);
            requireNoExit();
            initialized();
            allocation.cgroup().freeze();
            state = State.FROZEN;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void thaw() {
        lock.lock();
        try {
            require(State.FROZEN);
            allocation.cgroup().thaw();
            state = State.RUNNING;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public DataSize memoryPeak() {
        lock.lock();
        try {
            if (!ending()) {
                lastPeak = allocation.cgroup().memoryPeak();
            }
            return lastPeak;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void destroy() {
        killed = true;
        if (!lock.tryLock()) {
            // a start that hangs, say: it ends with its processes
            allocation.cgroup().kill();
            lock.lock();
        }
        try {
            if (!ending()) {
                lastPeak = allocation.cgroup().memoryPeak();
                state = State.ENDING;
            }
            if (state == State.ENDING) {
                allocation.cgroup().kill();
                if (process != null) {
                    awaitExit();
                }
                container.remove();
                allocation.close();
                state = State.DESTROYED;
                onDestroyed.run();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Whether its removal has begun: its cgroup may be gone. */
    private boolean ending() {
        return state == State.ENDING || state == State.DESTROYED;
    }

    private void awaitExit() {
        try {
            if (!exited.await(Limits.EXIT_AFTER_KILL.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new SandboxException("sandbox " + id + " was killed but did not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SandboxException("interrupted while sandbox " + id + " was being destroyed", e);
        }
    }

    private void require(State required) {
        if (state != required) {
            throw new IllegalStateException("sandbox " + id + " is " + state);
        }
    }

    private void requireNoExit() {
        if (exited.getCount() == 0) {
            throw new IllegalStateException("sandbox " + id + " has ended");
        }
    }

    /** Tells the caller's listener, and this sandbox, of the exit. */
    private final class ExitListener implements Launcher.Listener {
        private final SandboxListener listener;

        ExitListener(SandboxListener listener) {
            this.listener = listener;
        }

        @Override
        public void output(byte[] bytes) {
            listener.output(bytes);
        }

        @Override
        public void heldUp() {
            LOG.warn("sandbox {} prints faster than its log is read: it waits, or its last lines are lost", id);
        }

        @Override
        public void exited(Exit exit) {
            Exit reason = exit instanceof Exit.Signal && ranOutOfMemory() ? new Exit.OutOfMemory() : exit;
            // first the state: who hears of the exit may already rely on it
            exited.countDown();
            listener.exited(reason);
        }

        private boolean ranOutOfMemory() {
            try {
                return !killed && allocation.cgroup().outOfMemoryKills() > 0;
            } catch (LinuxException e) {
                return false; // another instance, which takes this one for dead, has removed the cgroup
            }
        }
    }
}
