package dev.hearth.dataplane.sandbox.container;

import dev.hearth.base.linux.Cgroup;
import dev.hearth.base.linux.CgroupLimits;
import dev.hearth.base.linux.Descriptor;
import dev.hearth.base.linux.EventLoop.Watched;
import dev.hearth.base.linux.LinuxException;
import dev.hearth.base.linux.ProcessMemory;
import dev.hearth.dataplane.sandbox.Assignment;
import dev.hearth.dataplane.sandbox.Exit;
import dev.hearth.dataplane.sandbox.Sandbox;
import dev.hearth.dataplane.sandbox.SandboxException;
import dev.hearth.dataplane.sandbox.SandboxListener;
import dev.hearth.dataplane.sandbox.Stem;
import dev.hearth.dataplane.sandbox.machine.Allocation;
import dev.hearth.model.DataSize;
import dev.hearth.model.Quotas;
import dev.hearth.model.SandboxId;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A container as a sandbox. This class ensures the order of the transitions of {@link Sandbox}; its {@link
 * Launcher.Container} does the work.
 *
 * <p>The lock is held through a transition, so that the next one finds it complete. The exit is reported by the event
 * thread, which must not wait for the lock: it is a field of the {@link ContainerRun}, not a state. A {@link #destroy}
 * that fails may be repeated, and continues with the step that failed.
 */
final class ContainerSandbox implements Sandbox {
    private static final Logger LOG = LoggerFactory.getLogger(ContainerSandbox.class);

    private enum State {
        EMPTY,
        STEM,
        RUNNING,
        FROZEN,
        /** A start or a reset failed. */
        BROKEN,
        /** A step of its removal is under way or failed. */
        ENDING,
        DESTROYED
    }

    private final SandboxId id;
    private final Allocation allocation;
    private final Launcher launcher;
    private final Runnable onDestroyed;
    private final ReentrantLock lock = new ReentrantLock();
    private final boolean ahead;
    private DataSize memory;
    private Launcher.Container container;
    private @Nullable WaitingProgram waiting;
    private State state = State.EMPTY;
    private boolean initialized;
    private volatile @Nullable ContainerRun run;
    private volatile DataSize lastPeak = new DataSize(0);
    private Duration lastProcessorTime = Duration.ZERO;

    /**
     * An empty sandbox.
     *
     * @param memory the memory limit, which determines the share of processors
     * @param launcher prepares a container at each reset
     * @param onDestroyed called once, when nothing is left of it
     */
    ContainerSandbox(SandboxId id, EmptyContainer container, DataSize memory, Launcher launcher, Runnable onDestroyed) {
        this.id = id;
        this.allocation = container.allocation();
        this.memory = memory;
        this.launcher = launcher;
        this.container = container.container();
        this.ahead = container.ahead();
        this.onDestroyed = onDestroyed;
    }

    @Override
    public SandboxId id() {
        return id;
    }

    @Override
    public boolean madeAhead() {
        return ahead;
    }

    /** The cgroup of its processes. */
    Cgroup cgroup() {
        return allocation.cgroup();
    }

    @Override
    public Optional<InetAddress> address() {
        return Optional.of(allocation.network().address());
    }

    @Override
    public void assign(Assignment assignment, SandboxListener listener) {
        lock.lock();
        try {
            WaitingProgram program = waiting;
            require(state == State.EMPTY || (state == State.STEM && program != null));
            if (program == null) {
                state = State.BROKEN;
                start(assignment, listener);
            } else {
                program.assign(assignment, contents -> container.show(program.process(), contents), listener);
            }
            state = State.RUNNING;
        } catch (LinuxException e) {
            throw new SandboxException("sandbox " + id + " can't be started: " + e.getMessage(), e);
        } finally {
            lock.unlock();
        }
    }

    private void start(Assignment assignment, SandboxListener listener) {
        ContainerRun next = new ContainerRun(id, listener, allocation.cgroup());
        run = next;
        if (!assignment.companions().programs().isEmpty()) {
            next.started(container.startBeside(assignment, next));
            return;
        }
        try {
            next.started(container.start(assignment, Optional.empty(), next));
        } catch (NoProgramException e) {
            next.exited(new Exit.NotStarted(String.valueOf(e.getMessage())));
        }
    }

    @Override
    public void start() {
        lock.lock();
        try {
            ContainerRun current = run;
            require(state == State.RUNNING && current != null && current.go());
        } catch (LinuxException e) {
            LOG.debug("sandbox {} has ended before its program was started: {}", id, e.toString());
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void terminate() {
        lock.lock();
        try {
            require(state == State.RUNNING);
            ContainerRun current = run;
            if (current != null) {
                current.terminate();
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public SocketChannel connect(int port) throws IOException {
        ContainerRun current = run;
        if (current == null) {
            throw new IOException("nothing runs in sandbox " + id);
        }
        return current.connect(port);
    }

    @Override
    public void prepare(Stem stem) {
        lock.lock();
        try {
            require(state == State.EMPTY);
            state = State.BROKEN;
            Descriptor.Pipe pipe = Descriptor.Pipe.openWaiting();
            WaitingProgram program = new WaitingProgram(stem, pipe.writing());
            waiting = program;
            try (Descriptor input = pipe.reading()) {
                ContainerRun next = new ContainerRun(id, program, allocation.cgroup());
                run = next;
                Watched started = container.start(stem.start(), Optional.of(input), next);
                next.started(started);
                program.started(started);
            }
            state = State.STEM;
        } catch (LinuxException e) {
            throw new SandboxException("sandbox " + id + " can't be started: " + e.getMessage(), e);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean isWaiting() {
        lock.lock();
        try {
            return state == State.STEM && waiting != null && waiting.isUndisturbed();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void limit(DataSize size) {
        lock.lock();
        try {
            require(state == State.EMPTY || state == State.STEM);
            allocation.cgroup().limit(limits(size));
            memory = size;
        } catch (LinuxException e) {
            throw new SandboxException("sandbox " + id + " can't be limited: " + e.getMessage(), e);
        } finally {
            lock.unlock();
        }
    }

    /** The limits that come with this memory, until the end of init. */
    static CgroupLimits limits(DataSize memory) {
        double processors = processors(memory);
        double forInit = Math.max(processors, Limits.PROCESSORS_FOR_INIT);
        return new CgroupLimits(memory, forInit, processors, Limits.PROCESSES);
    }

    private static double processors(DataSize memory) {
        return memory.toMebibytes() / (double) Quotas.MEBIBYTES_PER_PROCESSOR;
    }

    @Override
    public void reset() {
        lock.lock();
        try {
            require(state == State.EMPTY || state == State.STEM || state == State.RUNNING || state == State.FROZEN);
            if (state != State.EMPTY) {
                state = State.BROKEN;
                endRun();
                allocation.reset();
                allocation.cgroup().limit(limits(memory));
                container = launcher.prepare(id, allocation);
                run = null;
                initialized = false;
                lastPeak = new DataSize(0);
                lastProcessorTime = Duration.ZERO;
                state = State.EMPTY;
            }
        } catch (LinuxException e) {
            throw new SandboxException("sandbox " + id + " can't be reset: " + e.getMessage(), e);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void flushOutput() {
        ContainerRun current = run;
        if (current != null) {
            current.flush();
        }
    }

    @Override
    public void initialized() {
        lock.lock();
        try {
            if (!initialized && !ending()) {
                initialized = true;
                allocation.cgroup().limitProcessors(processors(memory));
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
            require(state == State.RUNNING);
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
            require(state == State.FROZEN);
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
                lastPeak = peak();
            }
            return lastPeak;
        } finally {
            lock.unlock();
        }
    }

    /**
     * The peak of its memory: the charge of its cgroup or the peak of one of its processes, whichever is greater. Pages
     * of programs and libraries that all sandboxes share are charged to none of them. The result is never above the
     * limit, because such pages can be evicted.
     */
    private DataSize peak() {
        DataSize charged = allocation.cgroup().memoryPeak();
        DataSize held = ProcessMemory.largestPeak(allocation.cgroup().processes());
        DataSize most = held.compareTo(charged) > 0 ? held : charged;
        return most.compareTo(memory) > 0 ? memory : most;
    }

    @Override
    public Duration processorTime() {
        lock.lock();
        try {
            if (!ending()) {
                lastProcessorTime = allocation.cgroup().processorTime();
            }
            return lastProcessorTime;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void destroy() {
        if (!lock.tryLock()) {
            // for example a start that hangs: it ends when its processes are killed
            kill();
            lock.lock();
        }
        try {
            if (!ending()) {
                lastPeak = peak();
                state = State.ENDING;
            }
            if (state == State.ENDING) {
                endRun();
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

    /** Ends all processes, and removes the container. The lock is held. */
    private void endRun() {
        kill();
        ContainerRun current = run;
        if (current != null) {
            current.awaitExit();
        }
        WaitingProgram program = waiting;
        if (program != null) {
            program.close();
            waiting = null;
        }
        container.remove();
    }

    private void kill() {
        ContainerRun current = run;
        if (current != null) {
            current.killed();
        }
        allocation.cgroup().kill();
    }

    private void require(boolean legal) {
        if (!legal) {
            throw new IllegalStateException("sandbox " + id + " is " + state);
        }
    }

    private void requireNoExit() {
        ContainerRun current = run;
        if (current != null && current.hasExited()) {
            throw new IllegalStateException("sandbox " + id + " has ended");
        }
    }
}
