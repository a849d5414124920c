package dev.hearth.dataplane.sandbox.simulated;

import dev.hearth.dataplane.sandbox.Assignment;
import dev.hearth.dataplane.sandbox.Companion;
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
import java.net.ConnectException;
import java.net.InetAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
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

    private SimulatedUsage usage = new SimulatedUsage();
    private @Nullable SandboxListener listener;
    private @Nullable Thread thread;

    /** Those that run beside it. */
    private final Map<SimulatedProcess, Companion> companions = new HashMap<>();

    private final List<Thread> companionThreads = new ArrayList<>();

    /** What is to be started beside them. */
    private @Nullable Assignment waiting;

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
            listener = to;
            if (assignment.companions().programs().isEmpty()) {
                start(assignment, Optional.of(filesOf(assignment)));
                state = State.RUNNING;
            } else {
                state = State.RUNNING;
                waiting = assignment;
                assignment.companions().programs().forEach(companion -> startBeside(assignment, companion));
            }
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

    private void startBeside(Assignment assignment, Companion companion) {
        Assignment own = new Assignment(
                assignment.files(),
                List.of(companion.program().toString()),
                assignment.companions().environment(),
                Path.of("/"));
        Optional<SimulatedProgram> program = programs.find(own);
        if (program.isEmpty()) {
            listened(to -> to.companionExited(companion, new Exit.NotStarted("no such program")));
            return;
        }
        SimulatedProcess process = new SimulatedProcess(this, own, Optional.of(filesOf(own)));
        companions.put(process, companion);
        companionThreads.add(Thread.ofVirtual().name("beside-" + spec.id()).start(() -> run(program.get(), process)));
    }

    private void listened(Consumer<SandboxListener> call) {
        if (listener != null) {
            call.accept(listener);
        }
    }

    @Override
    public void start() {
        lock.lock();
        try {
            Assignment assignment = waiting;
            require(state == State.RUNNING && assignment != null, "start");
            waiting = null;
            if (assignment != null) {
                start(assignment, Optional.of(filesOf(assignment)));
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public SocketChannel connect(int port) throws IOException {
        throw new ConnectException("nobody listens in a simulated sandbox");
    }

    @Override
    public void terminate() {
        lock.lock();
        try {
            if (state == State.RUNNING && waiting == null) {
                end(new Exit.Signal(15));
            }
        } finally {
            lock.unlock();
        }
    }

    SimulatedFiles filesOf(Assignment assignment) {
        return new SimulatedFiles(assignment.contents(), spec.scratch(), scratch);
    }

    private void become(Stem waiting, Assignment assignment, SandboxListener to) {
        boolean waits = !disturbed;
        disturbed = true;
        if (waits && !waiting.fits(assignment)) {
            throw new IllegalArgumentException("the program that waits is another one");
        }
        if (!waits) {
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
            listener = null;
            function = null;
            disturbed = false;
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
            return usage.peak();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Duration processorTime() {
        lock.lock();
        try {
            return usage.processorTime();
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
            endCompanions();
            usage = new SimulatedUsage();
            current = null;
            state = State.EMPTY;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void destroy() {
        machine.beginRemoval();
        lock.lock();
        try {
            if (isAlive()) {
                end(KILLED);
            }
            endCompanions();
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
            boolean beside = companions.containsKey(process);
            if (bytes.length > 0) {
                listened(to -> {
                    if (beside) {
                        to.companionOutput(bytes.clone());
                    } else {
                        to.output(bytes.clone());
                    }
                });
            }
        } finally {
            lock.unlock();
        }
    }

    void take(SimulatedProcess process, DataSize more) {
        lock.lock();
        try {
            awaitRunning(process);
            if (!usage.take(more, capabilities.limits() ? limit.bytes() : Long.MAX_VALUE)) {
                end(new Exit.OutOfMemory());
                throw new KilledException();
            }
        } finally {
            lock.unlock();
        }
    }

    void work(SimulatedProcess process, Duration time) {
        lock.lock();
        try {
            awaitRunning(process);
            usage.work(time);
        } finally {
            lock.unlock();
        }
    }

    void release(SimulatedProcess process, DataSize less) {
        lock.lock();
        try {
            awaitRunning(process);
            usage.release(less);
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
        Exit ended;
        try {
            ended = program.run(process);
        } catch (KilledException e) {
            return; // whoever killed it told the listener
        } catch (InterruptedException e) {
            ended = KILLED;
        } catch (IOException | RuntimeException e) {
            ended = process.failed(e);
        }
        Exit exit = ended;
        lock.lock();
        try {
            awaitRunning(process);
            Companion companion = companions.remove(process);
            if (companion == null) {
                end(exit);
            } else {
                listened(to -> to.companionExited(companion, exit));
            }
        } catch (KilledException e) {
            // reset or destroyed as it ended, and told so
        } finally {
            lock.unlock();
        }
    }

    /** The lock is held. */
    private void endCompanions() {
        waiting = null;
        companions.clear();
        companionThreads.forEach(Thread::interrupt);
        companionThreads.clear();
        changed.signalAll();
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
        return (isAlive() && process == current) || companions.containsKey(process);
    }

    private boolean isAlive() {
        return state == State.STEM || state == State.RUNNING || state == State.FROZEN;
    }

    private void require(boolean legal, String call) {
        if (!legal) {
            throw new IllegalStateException(call + " of a sandbox that is " + state);
        }
    }
}
