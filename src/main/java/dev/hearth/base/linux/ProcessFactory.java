package dev.hearth.base.linux;

import dev.hearth.base.linux.Channel.Report;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Makes processes in namespaces of their own, by lists of system calls.
 *
 * <p>A small process ({@link StepProgram}) does it, because a Java process can't: to fork is out of the question, and
 * what it starts would copy the table of its thousands of descriptors. The small one has prepared once what all others
 * inherit: mounts, limits. The processes that it makes are this program's children, not its own.
 *
 * <p>If it dies or hangs, it costs those who wait for it, and a new one is started for the next. All calls come from
 * threads of the mount namespace in which it is to be.
 */
public final class ProcessFactory implements AutoCloseable {
    private final Spawn spawn;
    private final String program;
    private final ProcessSteps first;
    private final Duration deadline;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable Parent parent;
    private boolean closed;

    /**
     * One whose process is started at the first call.
     *
     * @param program the file that {@link #program} was written to
     * @param first what its process does first
     * @param deadline for each process
     */
    public ProcessFactory(Spawn spawn, String program, ProcessSteps first, Duration deadline) {
        this.spawn = spawn;
        this.program = program;
        this.first = first;
        this.deadline = deadline;
    }

    private record Parent(ChildProcess process, Channel channel) {}

    /** The program of a factory whose process does these steps first: an executable file. */
    public static byte[] program(ProcessSteps first) {
        return StepProgram.executable(first.list());
    }

    /**
     * Makes a process, which waits for its assignment.
     *
     * @param descriptors what the order's steps know by their numbers, after the first
     * @throws LinuxException if a step failed, with what it was to do; nothing is left then
     */
    public PreparedProcess make(ProcessSteps order, List<Descriptor> descriptors) {
        Channel.Pair channel = Channel.open();
        Parent used;
        try (Descriptor other = channel.other()) {
            List<Descriptor> sent = new ArrayList<>(List.of(other));
            sent.addAll(descriptors);
            used = send(order.list().bytes(), sent);
        } catch (LinuxException e) {
            channel.own().close();
            throw e;
        }
        return born(order, channel.own(), used);
    }

    /** Sends an order to the process, or to a new one if it is gone; which it was. */
    private Parent send(byte[] order, List<Descriptor> descriptors) {
        Parent used = parent();
        try {
            used.channel().send(order, descriptors);
            return used;
        } catch (LinuxException e) {
            discard(used);
            Parent another = parent();
            another.channel().send(order, descriptors);
            return another;
        }
    }

    private PreparedProcess born(ProcessSteps order, Channel channel, Parent used) {
        Report born;
        try {
            born = channel.receive(deadline)
                    .orElseThrow(() -> new LinuxException("the process that makes processes has ended"));
        } catch (LinuxException e) {
            channel.close();
            discard(used);
            throw e;
        }
        if (born.value() != 0) {
            channel.close();
            throw failure(first, born);
        }
        ChildProcess process = new ChildProcess(born.sender());
        try {
            Report ready = channel.receive(deadline)
                    .orElseThrow(() -> new LinuxException("the process was killed before it was ready"));
            if (ready.value() != 0) {
                throw failure(order, ready);
            }
            return new PreparedProcess(process, channel);
        } catch (LinuxException e) {
            channel.close();
            process.kill();
            process.await(deadline);
            throw e;
        }
    }

    /** Ends the process. Those that it made go on. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            if (parent != null) {
                end(parent);
                parent = null;
            }
        } finally {
            lock.unlock();
        }
    }

    private Parent parent() {
        lock.lock();
        try {
            if (closed) {
                throw new LinuxException("no more processes are made");
            }
            Parent present = parent;
            if (present == null) {
                present = start();
                parent = present;
            }
            return present;
        } finally {
            lock.unlock();
        }
    }

    private Parent start() {
        Channel.Pair channel = Channel.open();
        Parent started = new Parent(spawned(channel.other()), channel.own());
        try {
            Report ready = channel.own()
                    .receive(deadline)
                    .orElseThrow(() -> new LinuxException(program + " has ended at once"));
            if (ready.value() != 0) {
                throw failure(first, ready);
            }
            return started;
        } catch (LinuxException e) {
            end(started);
            throw e;
        }
    }

    /** The process, which alone has the other end of its channel. */
    private ChildProcess spawned(Descriptor channel) {
        try (channel;
                Descriptor nothing = Descriptor.nothing()) {
            return spawn.start(program, List.of("/init"), Map.of(), Optional.empty(), nothing, List.of(channel));
        }
    }

    /** Ends a process that is of no use any more, so that the next call starts another. */
    private void discard(Parent useless) {
        lock.lock();
        try {
            if (useless.equals(parent)) {
                parent = null;
                end(useless);
            }
        } finally {
            lock.unlock();
        }
    }

    private void end(Parent ending) {
        ending.channel().close();
        ending.process().kill();
        // those that it made and that ended before they told their numbers: while it is not awaited, the group is its
        // own
        Orphans.reapGroup(Integer.toString(ending.process().identifier()));
        ending.process().await(deadline);
    }

    private static LinuxException failure(ProcessSteps steps, Report report) {
        return Kernel.failure(steps.list().description(report.step()).orElse("a step failed"), report.value());
    }
}
