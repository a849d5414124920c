package dev.hearth.dataplane.sandbox.process;

import dev.hearth.base.linux.ProcessMemory;
import dev.hearth.dataplane.sandbox.Exit;
import dev.hearth.dataplane.sandbox.SandboxListener;
import dev.hearth.model.DataSize;
import dev.hearth.model.SandboxId;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running process, with two threads that watch it. A platform thread reads its output, because a blocked read of a
 * pipe would block a virtual thread's carrier. A virtual thread waits for its end.
 */
final class RunningProcess {
    private static final Logger LOG = LoggerFactory.getLogger(RunningProcess.class);
    private static final int SIGNAL_BASE = 128;
    private static final int LAST_SIGNAL = 64;

    private final SandboxId id;
    private final Process process;
    private final ProcessTree tree;
    private final OutputPipe output;
    private final SandboxListener listener;
    private final AtomicLong memoryPeak = new AtomicLong();
    private volatile Duration processorTime = Duration.ZERO;
    private final CountDownLatch told = new CountDownLatch(1);

    /** Held during each call of the listener. After {@link #silent} there are no more calls. */
    private final ReentrantLock speaking = new ReentrantLock();

    private boolean silent;

    RunningProcess(SandboxId id, Process process, ProcessTree tree, OutputPipe output, SandboxListener listener) {
        this.output = output;
        this.id = id;
        this.process = process;
        this.tree = tree;
        this.listener = listener;
    }

    /** Begins to call the listener. */
    void listen(Runnable onExit) {
        Thread.ofPlatform().daemon().name("sandbox-" + id).start(this::read);
        Thread.ofVirtual().name("sandbox-" + id + "-exit").start(() -> awaitExit(onExit));
    }

    /**
     * Kills it with all processes that it started. Returns when none is left and the listener was told; false if a
     * process does not end.
     */
    boolean kill() {
        if (told.getCount() == 0) {
            return true;
        }
        tree.kill(); // not the process first: some systems know a process's children only while it lives
        if (speaking.isHeldByCurrentThread()) {
            return false; // called by the listener, which is told after it has returned
        }
        try {
            if (told.await(Limits.DEATH.toSeconds(), TimeUnit.SECONDS)) {
                return true;
            }
            LOG.warn("process {} of sandbox {} does not end", process.pid(), id);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return false;
    }

    /** Asks it to end, with SIGTERM. */
    void terminate() {
        process.destroy();
    }

    /** Returns when the listener was given all output up to now. */
    void flush() {
        if (speaking.isHeldByCurrentThread()) {
            return; // called by the listener
        }
        try {
            output.flush();
        } catch (IOException e) {
            LOG.debug("process {} ends meanwhile: {}", process.pid(), e.toString());
        }
    }

    /** The peak memory of the process, without its children, where {@code /proc} tells. */
    DataSize memoryPeak() {
        memoryPeak.accumulateAndGet(ProcessMemory.peak(process.pid()).bytes(), Math::max);
        return new DataSize(memoryPeak.get());
    }

    /** What the process itself has used until now, where the system tells; not that of its children. */
    Duration processorTime() {
        Duration last = process.info().totalCpuDuration().orElse(processorTime);
        processorTime = last;
        return last;
    }

    private void read() {
        try (output) {
            output.read(bytes -> speak(() -> listener.output(bytes)));
        } catch (IOException e) {
            LOG.warn("can't read the output of process {}: {}", process.pid(), e.toString());
        }
    }

    private void awaitExit(Runnable onExit) {
        int status = 0;
        try {
            status = process.waitFor();
            tree.kill();
            output.end();
        } catch (IOException e) {
            LOG.warn("the last output of process {} may be missing: {}", process.pid(), e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            Exit exit = exit(status);
            onExit.run();
            speak(() -> {
                silent = true;
                listener.exited(exit);
            });
            told.countDown();
        }
    }

    private void speak(Runnable call) {
        speaking.lock();
        try {
            if (!silent) {
                call.run();
            }
        } catch (RuntimeException e) {
            LOG.warn("the listener of sandbox {} failed", id, e);
        } finally {
            speaking.unlock();
        }
    }

    /** Java shows the end by a signal as the shell does, so that a program may feign one. */
    private static Exit exit(int status) {
        return status > SIGNAL_BASE && status <= SIGNAL_BASE + LAST_SIGNAL
                ? new Exit.Signal(status - SIGNAL_BASE)
                : new Exit.Status(status);
    }
}
