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
 * Makes processes in new namespaces, by lists of system calls.
 *
 * <p>A small helper process ({@link StepProgram}) makes them. A Java process must not fork, and its children would copy
 * its table of thousands of descriptors. The helper prepares once what all processes inherit: mounts and limits. The
 * processes become children of this program, not of the helper.
 *
 * <p>If the helper dies or hangs, the calls that wait for it fail, and the next call starts another. All calls come
 * from threads of the mount namespace in which the helper is to be.
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
     * A factory whose helper is started at the first call.
     *
     * @param program the file that {@link #program} was written to
     * @param first the helper's first steps
     * @param deadline the limit for making a process
     */
    public ProcessFactory(Spawn spawn, String program, ProcessSteps first, Duration deadline) {
        this.spawn = spawn;
        this.program = program;
        this.first = first;
        this.deadline = deadline;
    }

    private record Parent(ChildProcess process, Channel channel) {}

    /** The executable file of a helper with these first steps. */
    public static byte[] program(ProcessSteps first) {
        return StepProgram.executable(first.list());
    }

    /**
     * Makes a process, which waits for its assignment.
     *
     * @param descriptors the descriptors to which the order's steps refer by number, after the first
     * @throws LinuxException if a step failed, with its description; nothing is left then
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

    /**
     * Sends an order to the helper, or to a new one if it has ended.
     *
     * @return the helper that got it
     */
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

    /** Ends the helper. The processes that it made go on. */
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

    /** Starts a helper, which alone has the other end of the channel. */
    private ChildProcess spawned(Descriptor channel) {
        try (channel;
                Descriptor nothing = Descriptor.nothing()) {
            return spawn.start(program, List.of("/init"), Map.of(), Optional.empty(), nothing, List.of(channel));
        }
    }

    /** Ends a helper that failed, so that the next call starts another. */
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
