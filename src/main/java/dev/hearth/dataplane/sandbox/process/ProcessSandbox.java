package dev.hearth.dataplane.sandbox.process;

import dev.hearth.dataplane.sandbox.Assignment;
import dev.hearth.dataplane.sandbox.Contents;
import dev.hearth.dataplane.sandbox.Exit;
import dev.hearth.dataplane.sandbox.Sandbox;
import dev.hearth.dataplane.sandbox.SandboxException;
import dev.hearth.dataplane.sandbox.SandboxListener;
import dev.hearth.dataplane.sandbox.Stem;
import dev.hearth.model.DataSize;
import dev.hearth.model.SandboxId;
import dev.hearth.time.Ids;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One process, as a sandbox.
 *
 * <pre>
 * from       event            to
 * EMPTY      assign           STARTING
 * STARTING   started          RUNNING    unless destroyed meanwhile: destroy waits for the start, then kills
 * STARTING   can't start      FAILED
 * RUNNING    start            RUNNING    the process beside its companions
 * RUNNING    process ended    EXITED     companions may still run
 * RUNNING    reset            RESETTING  so from EXITED
 * RESETTING  processes ended  EMPTY      unless destroyed meanwhile: destroy waits for that
 * RESETTING  they do not end  FAILED
 * any        destroy          DESTROYED
 * </pre>
 */
final class ProcessSandbox implements Sandbox {
    private static final Logger LOG = LoggerFactory.getLogger(ProcessSandbox.class);

    private static final int KILL = 9;

    private enum State {
        EMPTY,
        STARTING,
        RUNNING,
        FAILED,
        EXITED,
        RESETTING,
        DESTROYED
    }

    private final SandboxId id;
    private final RunFolder folder;
    private final ProcessLauncher launcher;
    private final LayerTrees layers;
    private final ProcessScans scans;
    private final Ids ids;
    private final Runnable afterDestroy;
    private final ReentrantLock lock = new ReentrantLock();
    private final CountDownLatch gone = new CountDownLatch(1);
    private State state = State.EMPTY;

    /** Opened at the end of the latest start or reset. */
    private CountDownLatch transition = new CountDownLatch(0);

    private volatile @Nullable RunningProcess process;

    /** What runs beside the process, and what starts that once. */
    private volatile @Nullable CompanionProcesses companions;

    private final AtomicReference<@Nullable Waiting> waiting = new AtomicReference<>();

    /** A process that is yet to be started. */
    private record Waiting(Assignment assignment, SandboxListener listener) {}

    ProcessSandbox(
            SandboxId id,
            RunFolder folder,
            ProcessLauncher launcher,
            LayerTrees layers,
            ProcessScans scans,
            Ids ids,
            Runnable afterDestroy) {
        this.id = id;
        this.folder = folder;
        this.launcher = launcher;
        this.layers = layers;
        this.scans = scans;
        this.ids = ids;
        this.afterDestroy = afterDestroy;
    }

    @Override
    public SandboxId id() {
        return id;
    }

    @Override
    public Optional<InetAddress> address() {
        return Optional.empty();
    }

    @Override
    public void assign(Assignment assignment, SandboxListener listener) {
        Contents contents = assignment.contents();
        CountDownLatch starting = begin(EnumSet.of(State.EMPTY), State.STARTING, "assign");
        try {
            layers.prepare(contents.layers());
            if (!assignment.companions().programs().isEmpty()) {
                startCompanions(assignment, new SerialListener(listener));
                move(State.STARTING, State.RUNNING);
                return;
            }
            Process started = start(assignment, listener);
            move(State.STARTING, State.RUNNING);
            record(started);
        } catch (IOException e) {
            move(State.STARTING, State.FAILED);
            throw new SandboxException("can't start " + assignment.command().getFirst() + ": " + e.getMessage(), e);
        } finally {
            starting.countDown();
        }
        RunningProcess running = process;
        if (running != null) {
            running.listen(() -> ended(running));
        }
    }

    private void startCompanions(Assignment assignment, SandboxListener listener) throws IOException {
        CompanionProcesses beside = new CompanionProcesses(id, folder, launcher, scans, ids);
        companions = beside;
        waiting.set(new Waiting(assignment, listener));
        beside.start(assignment, listener);
    }

    @Override
    public void start() {
        lock.lock();
        try {
            Waiting next = state == State.RUNNING ? waiting.getAndSet(null) : null;
            if (next == null) {
                throw illegal("start");
            }
            startBeside(next);
        } finally {
            lock.unlock();
        }
        RunningProcess running = process;
        if (running != null) {
            running.listen(() -> ended(running));
        }
    }

    /** The lock is held. */
    private void startBeside(Waiting next) {
        try {
            record(start(next.assignment(), next.listener()));
        } catch (IOException e) {
            state = State.EXITED;
            next.listener().exited(new Exit.NotStarted(String.valueOf(e.getMessage())));
        }
    }

    @Override
    public void terminate() {
        RunningProcess running = process;
        if (running != null) {
            running.terminate();
        }
    }

    @Override
    public SocketChannel connect(int port) throws IOException {
        return SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    }

    /** Ends all processes; false if one does not end. */
    private boolean killAll() {
        RunningProcess running = process;
        CompanionProcesses beside = companions;
        Waiting never = waiting.getAndSet(null);
        boolean ended = running == null || running.kill();
        if (beside != null) {
            ended &= beside.kill();
            ProcessTree.killAllWith(folder.scratch(), scans);
        }
        if (never != null) {
            never.listener().exited(new Exit.Signal(KILL));
        }
        return ended;
    }

    @Override
    public void reset() {
        CountDownLatch resetting;
        lock.lock();
        try {
            if (state == State.EMPTY) {
                return;
            }
            resetting = begin(EnumSet.of(State.RUNNING, State.EXITED), State.RESETTING, "reset");
        } finally {
            lock.unlock();
        }
        try {
            if (!killAll()) {
                throw new SandboxException("the process of sandbox " + id + " was killed but did not end");
            }
            process = null;
            companions = null;
            folder.forgetProcess();
            move(State.RESETTING, State.EMPTY);
        } catch (IOException e) {
            throw new SandboxException("sandbox " + id + " can't be reset: " + e.getMessage(), e);
        } finally {
            move(State.RESETTING, State.FAILED);
            resetting.countDown();
        }
    }

    /** A process has ended. It is the present one, unless there was a reset. */
    private void ended(RunningProcess running) {
        lock.lock();
        try {
            if (process == running && state == State.RUNNING) {
                state = State.EXITED;
            }
        } finally {
            lock.unlock();
        }
    }

    /** Begins a transition that takes time. The returned latch is opened at its end. */
    private CountDownLatch begin(Set<State> from, State to, String call) {
        lock.lock();
        try {
            if (!from.contains(state)) {
                throw illegal(call);
            }
            state = to;
            transition = new CountDownLatch(1);
            return transition;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void prepare(Stem stem) {
        throw illegal("prepare");
    }

    @Override
    public boolean isWaiting() {
        return false;
    }

    @Override
    public void limit(DataSize memory) {
        lock.lock();
        try {
            if (state != State.EMPTY) {
                throw illegal("limit");
            }
            // nothing is limited
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void flushOutput() {
        RunningProcess running = process;
        CompanionProcesses beside = companions;
        if (running != null) {
            running.flush();
        }
        if (beside != null) {
            beside.flush();
        }
    }

    @Override
    public void freeze() {
        throw illegal("freeze");
    }

    @Override
    public void thaw() {
        throw illegal("thaw");
    }

    @Override
    public DataSize memoryPeak() {
        RunningProcess running = process;
        return running == null ? new DataSize(0) : running.memoryPeak();
    }

    @Override
    public Duration processorTime() {
        RunningProcess running = process;
        return running == null ? Duration.ZERO : running.processorTime();
    }

    @Override
    public void destroy() {
        State before;
        CountDownLatch underWay;
        lock.lock();
        try {
            before = state;
            underWay = transition;
            state = State.DESTROYED;
        } finally {
            lock.unlock();
        }
        switch (before) {
            case EMPTY -> remove();
            case STARTING, RUNNING, EXITED, RESETTING, FAILED -> {
                await(underWay);
                boolean _ = killAll();
                remove();
            }
            case DESTROYED -> await(gone);
        }
    }

    private Process start(Assignment assignment, SandboxListener listener) throws IOException {
        OutputPipe output = OutputPipe.make(folder.output(), ids);
        try {
            Process started = launcher.start(assignment, folder.scratch(), output.path());
            ProcessTree tree = companions == null
                    ? new ProcessTree(scans, started.toHandle(), folder.scratch())
                    : ProcessTree.without(scans, started.toHandle());
            process = new RunningProcess(id, started, tree, output, listener);
            return started;
        } catch (IOException | RuntimeException e) {
            output.close();
            throw e;
        }
    }

    private void remove() {
        try {
            folder.delete();
        } catch (IOException e) {
            LOG.warn("can't remove {}: {}", folder, e.toString());
        } finally {
            afterDestroy.run();
            gone.countDown();
        }
    }

    /** Records the process. A failure is only logged, because the next start also finds processes without a record. */
    private void record(Process started) {
        try {
            folder.record(started.toHandle());
        } catch (IOException e) {
            LOG.warn("can't record the process of sandbox {}: {}", id, e.toString());
        }
    }

    private boolean move(State from, State to) {
        lock.lock();
        try {
            if (state != from) {
                return false;
            }
            state = to;
            return true;
        } finally {
            lock.unlock();
        }
    }

    private IllegalStateException illegal(String call) {
        lock.lock();
        try {
            return new IllegalStateException(call + " of a sandbox that is " + state);
        } finally {
            lock.unlock();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            if (!latch.await(Limits.DEATH.toSeconds(), TimeUnit.SECONDS)) {
                LOG.warn("a sandbox takes longer than {} to start or to end", Limits.DEATH);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
