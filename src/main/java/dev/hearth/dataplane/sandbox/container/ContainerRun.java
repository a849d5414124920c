package dev.hearth.dataplane.sandbox.container;

import dev.hearth.base.linux.Cgroup;
import dev.hearth.base.linux.Descriptor;
import dev.hearth.base.linux.EventLoop.Watched;
import dev.hearth.base.linux.FirstProgram;
import dev.hearth.base.linux.LinuxException;
import dev.hearth.base.linux.NamespaceSocket;
import dev.hearth.base.linux.ProgramGroup;
import dev.hearth.dataplane.sandbox.Companion;
import dev.hearth.dataplane.sandbox.Exit;
import dev.hearth.dataplane.sandbox.SandboxException;
import dev.hearth.dataplane.sandbox.SandboxListener;
import dev.hearth.model.SandboxId;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What was started in a container: from one assignment to the reset or the end. Tells its listener of the exits. */
final class ContainerRun implements Launcher.GroupListener {
    private static final Logger LOG = LoggerFactory.getLogger(ContainerRun.class);
    private static final int TERMINATE = 15;

    private final SandboxId id;
    private final SandboxListener listener;
    private final Cgroup cgroup;
    private final CountDownLatch exited = new CountDownLatch(1);
    private final AtomicBoolean told = new AtomicBoolean();
    private final AtomicBoolean gone = new AtomicBoolean();
    private volatile boolean killed;
    private volatile @Nullable Watched process;

    /** Its programs, if it has companions. */
    private volatile @Nullable ProgramGroup group;

    ContainerRun(SandboxId id, SandboxListener listener, Cgroup cgroup) {
        this.id = id;
        this.listener = listener;
        this.cgroup = cgroup;
    }

    void started(Watched watched) {
        process = watched;
    }

    void started(Launcher.Group started) {
        group = started.programs();
        process = started.watched();
    }

    /** Starts the program beside the companions; false if there are none, or it was started before. */
    boolean go() {
        ProgramGroup programs = group;
        if (programs == null || !gone.compareAndSet(false, true)) {
            return false;
        }
        programs.go();
        return true;
    }

    /** Asks the program to end. */
    void terminate() {
        ProgramGroup programs = group;
        if (told.get()) {
            return;
        }
        if (programs != null) {
            programs.signal(TERMINATE);
        } else {
            FirstProgram.signal(cgroup.processes(), TERMINATE);
        }
    }

    /** Connects to a port of the container's own. */
    SocketChannel connect(int port) throws IOException {
        Watched watched = process;
        Optional<Descriptor> handle = watched == null ? Optional.empty() : watched.handle();
        if (handle.isEmpty()) {
            throw new IOException("nothing runs in sandbox " + id);
        }
        try (Descriptor first = handle.get()) {
            return NamespaceSocket.connect(first, port);
        }
    }

    /** Delivers what was printed up to now. */
    void flush() {
        Watched watched = process;
        if (watched != null) {
            watched.flush();
        }
    }

    /** All is about to be killed: what ends from now on has not ended by itself. */
    void killed() {
        killed = true;
    }

    /** Whether nothing of it runs any more. */
    boolean hasExited() {
        return exited.getCount() == 0;
    }

    void awaitExit() {
        try {
            if (process != null && !exited.await(Limits.EXIT_AFTER_KILL.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new SandboxException("sandbox " + id + " was killed but did not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SandboxException("interrupted while sandbox " + id + " was being ended", e);
        }
    }

    @Override
    public void output(byte[] bytes) {
        listener.output(bytes);
    }

    @Override
    public void companionOutput(byte[] bytes) {
        listener.companionOutput(bytes);
    }

    @Override
    public void heldUp() {
        LOG.warn("sandbox {} prints faster than its log is read: it waits, or its last lines are lost", id);
    }

    @Override
    public void companionExited(Companion companion, Exit exit) {
        if (!killed) {
            flush();
            listener.companionExited(companion, reason(exit));
        }
    }

    @Override
    public void programExited(Exit exit) {
        flush();
        tell(reason(exit));
    }

    @Override
    public void exited(Exit exit) {
        Exit reason = reason(exit);
        // first the state, because the listener may rely on it
        exited.countDown();
        tell(reason);
    }

    private void tell(Exit exit) {
        if (told.compareAndSet(false, true)) {
            listener.exited(exit);
        }
    }

    private Exit reason(Exit exit) {
        return exit instanceof Exit.Signal && ranOutOfMemory() ? new Exit.OutOfMemory() : exit;
    }

    private boolean ranOutOfMemory() {
        try {
            return !killed && cgroup.outOfMemoryKills() > 0;
        } catch (LinuxException e) {
            return false; // another instance, which takes this one for dead, has removed the cgroup
        }
    }
}
