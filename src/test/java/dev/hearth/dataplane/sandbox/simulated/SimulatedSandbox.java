package dev.hearth.dataplane.sandbox.simulated;

import dev.hearth.dataplane.sandbox.Assignment;
import dev.hearth.dataplane.sandbox.Exit;
import dev.hearth.dataplane.sandbox.Sandbox;
import dev.hearth.dataplane.sandbox.SandboxCapabilities;
import dev.hearth.dataplane.sandbox.SandboxException;
import dev.hearth.dataplane.sandbox.SandboxListener;
import dev.hearth.dataplane.sandbox.SandboxSpec;
import dev.hearth.dataplane.sandbox.Stem;
import dev.hearth.model.DataSize;
import dev.hearth.model.SandboxId;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A sandbox that is an object and a virtual thread. Its lifecycle is that of {@link Sandbox}, with one state more: a
 * sandbox whose program could not be started is BROKEN, good for destroy only.
 *
 * <p>The listener is called with the lock held: so calls come one at a time, and nothing is heard of a frozen or dead
 * one.
 */
final class SimulatedSandbox implements Sandbox {
    private static final Exit KILLED = new Exit.Signal(9);

    private enum State {
        EMPTY,
        STEM,
        BROKEN,
        RUNNING,
        FROZEN,
        EXITED,
        DESTROYED
    }

    private final SandboxSpec spec;
    private final Optional<InetAddress> address;
    private final SandboxCapabilities capabilities;
    private final SimulatedPrograms programs;
    private final SimulatedMachine machine;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final SortedMap<Path, byte[]> scratch = new TreeMap<>();
    private State state = State.EMPTY;
    private DataSize limit;
    private @Nullable Stem stem;

    /** That of a program that waited. */
    private @Nullable Assignment function;

    /** A program that was started without a function has printed or ended. */
    private boolean disturbed;

    private long memory;
    private long memoryPeak;
    private Duration processorTime = Duration.ZERO;
    private @Nullable SandboxListener listener;
    private @Nullable Thread thread;

    /** Whose program runs, or ran last. */
    private @Nullable SimulatedProcess current;

    SimulatedSandbox(
            SandboxSpec spec,
            Optional<InetAddress> address,
            SandboxCapabilities capabilities,
            SimulatedPrograms programs,
            SimulatedMachine machine) {
        this.spec = spec;
        this.address = address;
        this.capabilities = capabilities;
        this.programs = programs;
        this.machine = machine;
        this.limit = spec.memory();
    }

    @Override
    public SandboxId id() {
        return spec.id();
    }

    @Override
    public Optional<InetAddress> address() {
        return address;
    }

    @Override
    public void assign(Assignment assignment, SandboxListener to) {
        lock.lock();
        try {
            if (stem != null && state == State.STEM) {
                become(stem, assignment, to);
                return;
            }
            require(state == State.EMPTY, "assign");
            start(assignment, Optional.of(filesOf(assignment)));
            state = State.RUNNING;
            listener = to;
        } finally {
            lock.unlock();
        }
    }

    private void start(Assignment assignment, Optional<SimulatedFiles> files) {
        SimulatedProgram program = programs.find(assignment).orElse(null);
        if (program == null) {
            state = State.BROKEN;
            throw new SandboxException("no such program: " + assignment.command());
        }
        SimulatedProcess process = new SimulatedProcess(this, assignment, files);
        current = process;
        thread = Thread.ofVirtual().name("sandbox-" + spec.id()).start(() -> run(program, process));
    }

    SimulatedFiles filesOf(Assignment assignment) {
        return new SimulatedFiles(assignment.contents(), spec.scratch(), scratch);
    }

    private void become(Stem waiting, Assignment assignment, SandboxListener to) {
        state = State.BROKEN;
        if (!waiting.fits(assignment)) {
            throw new IllegalArgumentException("the program that waits is another one");
        }
        if (disturbed) {
            throw new SandboxException("the program that waited has printed or ended");
        }
        state = State.RUNNING;
        listener = to;
        function = assignment;
        changed.signalAll();
    }

    @Override
    public void prepare(Stem program) {
        lock.lock();
        try {
            require(state == State.EMPTY && capabilities.stems(), "prepare");
            start(program.start(), Optional.empty());
            stem = program;
            state = State.STEM;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean isWaiting() {
        lock.lock();
        try {
            return state == State.STEM && !disturbed;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void limit(DataSize size) {
        lock.lock();
        try {
            require(state == State.EMPTY || state == State.STEM, "limit");
            limit = size;
        } finally {
            lock.unlock();
        }
    }

    Assignment awaitFunction() throws InterruptedException {
        lock.lock();
        try {
            while (function == null) {
                changed.await();
                if (!isAlive()) {
                    throw new KilledException();
                }
            }
            return function;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void freeze() {
        lock.lock();
        try {
            require(state == State.RUNNING && capabilities.freeze(), "freeze");
            state = State.FROZEN;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void thaw() {
        lock.lock();
        try {
            require(state == State.FROZEN, "thaw");
            state = State.RUNNING;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public DataSize memoryPeak() {
        lock.lock();
        try {
            return new DataSize(memoryPeak);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Duration processorTime() {
        lock.lock();
        try {
            return processorTime;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void reset() {
        lock.lock();
        try {
            require(state == State.EMPTY || isAlive() || state == State.EXITED, "reset");
            if (isAlive()) {
                end(KILLED);
            }
            memory = 0;
            memoryPeak = 0;
            processorTime = Duration.ZERO;
            current = null;
            state = State.EMPTY;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void destroy() {
        lock.lock();
        try {
            if (isAlive() || state == State.BROKEN) {
                end(KILLED);
            }
            state = State.DESTROYED;
        } finally {
            lock.unlock();
        }
        machine.remove(spec.id());
    }

    void print(SimulatedProcess process, byte[] bytes) {
        lock.lock();
        try {
            awaitRunning(process);
            disturbed |= state == State.STEM;
            if (bytes.length > 0 && listener != null) {
                listener.output(bytes.clone());
            }
        } finally {
            lock.unlock();
        }
    }

    void take(SimulatedProcess process, DataSize more) {
        lock.lock();
        try {
            awaitRunning(process);
            memory += more.bytes();
            if (capabilities.limits() && memory > limit.bytes()) {
                memoryPeak = limit.bytes();
                end(new Exit.OutOfMemory());
                throw new KilledException();
            }
            memoryPeak = Math.max(memoryPeak, memory);
        } finally {
            lock.unlock();
        }
    }

    void work(SimulatedProcess process, Duration time) {
        lock.lock();
        try {
            awaitRunning(process);
            processorTime = processorTime.plus(time);
        } finally {
            lock.unlock();
        }
    }

    void release(SimulatedProcess process, DataSize less) {
        lock.lock();
        try {
            awaitRunning(process);
            memory = Math.max(0, memory - less.bytes());
        } finally {
            lock.unlock();
        }
    }

    void pause(SimulatedProcess process, Duration duration) throws InterruptedException {
        lock.lock();
        try {
            long left = duration.toNanos();
            while (left > 0 && isAlive(process)) {
                left = changed.awaitNanos(left);
            }
            awaitRunning(process);
        } finally {
            lock.unlock();
        }
    }

    void idle(SimulatedProcess process) throws InterruptedException {
        lock.lock();
        try {
            while (isAlive(process)) {
                changed.await();
            }
            throw new KilledException();
        } finally {
            lock.unlock();
        }
    }

    private void run(SimulatedProgram program, SimulatedProcess process) {
        Exit exit;
        try {
            exit = program.run(process);
        } catch (KilledException e) {
            return; // whoever killed it told the listener
        } catch (InterruptedException e) {
            exit = KILLED;
        } catch (IOException | RuntimeException e) {
            exit = failed(process, e);
        }
        lock.lock();
        try {
            awaitRunning(process);
            end(exit);
        } catch (KilledException e) {
            // reset or destroyed as it ended, and told so
        } finally {
            lock.unlock();
        }
    }

    private static Exit failed(SimulatedProcess process, Exception failure) {
        try {
            process.print((failure + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (KilledException e) {
            return KILLED;
        }
        return new Exit.Status(1);
    }

    /** Ends the program, from within or without. The lock is held. */
    private void end(Exit exit) {
        disturbed = true;
        state = state == State.STEM ? State.STEM : State.EXITED;
        changed.signalAll();
        if (thread != null && thread != Thread.currentThread()) {
            thread.interrupt();
        }
        if (listener != null) {
            listener.exited(exit);
        }
    }

    /** Returns when it may go on. The lock is held. */
    private void awaitRunning(SimulatedProcess process) {
        while (state == State.FROZEN && isAlive(process)) {
            changed.awaitUninterruptibly();
        }
        if (!isAlive(process)) {
            throw new KilledException();
        }
    }

    private boolean isAlive(SimulatedProcess process) {
        return isAlive() && process == current;
    }

    private boolean isAlive() {
        return state == State.STEM || state == State.RUNNING || state == State.FROZEN;
    }

    private void require(boolean legal, String call) {
        if (!legal) {
            throw new IllegalStateException(call + " of a sandbox that is " + state);
        }
    }

    /** Unwinds a program whose sandbox was reset or is gone. */
    private static final class KilledException extends RuntimeException {
        KilledException() {
            super("the sandbox is gone", null, false, false);
        }
    }
}
