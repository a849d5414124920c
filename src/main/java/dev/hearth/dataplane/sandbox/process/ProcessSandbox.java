package dev.hearth.dataplane.sandbox.process;

import dev.hearth.dataplane.sandbox.Assignment;
import dev.hearth.dataplane.sandbox.Contents;
import dev.hearth.dataplane.sandbox.Sandbox;
import dev.hearth.dataplane.sandbox.SandboxException;
import dev.hearth.dataplane.sandbox.SandboxListener;
import dev.hearth.dataplane.sandbox.Stem;
import dev.hearth.model.DataSize;
import dev.hearth.model.SandboxId;
import dev.hearth.time.Ids;
import java.io.IOException;
import java.net.InetAddress;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One process, as a sandbox.
 *
 * <pre>
 * from      event            to
 * EMPTY     assign           STARTING
 * STARTING  started          RUNNING    unless destroyed meanwhile: whoever destroys waits for the start, then kills
 * STARTING  can't start      FAILED
 * RUNNING   process ended    EXITED
 * any       destroy          DESTROYED
 * </pre>
 */
final class ProcessSandbox implements Sandbox {
    private static final Logger LOG = LoggerFactory.getLogger(ProcessSandbox.class);

    private enum State {
        EMPTY,
        STARTING,
        RUNNING,
        FAILED,
        EXITED,
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
    private final CountDownLatch startEnded = new CountDownLatch(1);
    private final CountDownLatch gone = new CountDownLatch(1);
    private State state = State.EMPTY;
    private volatile @Nullable RunningProcess process;

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
        if (!move(State.EMPTY, State.STARTING)) {
            throw illegal("assign");
        }
        try {
            layers.prepare(contents.layers());
            Process started = start(assignment, listener);
            move(State.STARTING, State.RUNNING);
            record(started);
        } catch (IOException e) {
            move(State.STARTING, State.FAILED);
            throw new SandboxException("can't start " + assignment.command().getFirst() + ": " + e.getMessage(), e);
        } finally {
            startEnded.countDown();
        }
        RunningProcess running = process;
        if (running != null) {
            running.listen(() -> move(State.RUNNING, State.EXITED));
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
        if (running != null) {
            running.flush();
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
    public void destroy() {
        State before;
        lock.lock();
        try {
            before = state;
            state = State.DESTROYED;
        } finally {
            lock.unlock();
        }
        switch (before) {
            case EMPTY, FAILED -> remove();
            case STARTING, RUNNING, EXITED -> {
                await(startEnded);
                RunningProcess running = process;
                if (running != null) {
                    running.kill();
                }
                remove();
            }
            case DESTROYED -> await(gone);
        }
    }

    private Process start(Assignment assignment, SandboxListener listener) throws IOException {
        OutputPipe output = OutputPipe.make(folder.output(), ids);
        try {
            Process started = launcher.start(assignment, folder.scratch(), output.path());
            ProcessTree tree = new ProcessTree(scans, started.toHandle(), folder.scratch());
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

    /** Without its record, only the sweep of a later life would find it: worth a line, not a failure. */
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
