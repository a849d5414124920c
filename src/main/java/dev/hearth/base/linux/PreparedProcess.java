package dev.hearth.base.linux;

import dev.hearth.base.linux.Channel.Report;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A process that has executed the steps of its order and waits for its assignment. It is a child of this program and
 * ends with it.
 *
 * <pre>
 * from      call      to        notes
 * WAITING   assign    RUNNING   its program is a child of it
 * WAITING   assign    ENDED     a step failed, or the program could not be started
 * WAITING   close     ENDED     it was waiting for nothing
 * WAITING   assignAll RUNNING   its programs are children of it, but for the last, which waits to be started
 * RUNNING   (end)     ENDED     {@link #status} has how its program ended, if it could tell
 * RUNNING   close     RUNNING   it goes on
 * </pre>
 */
public final class PreparedProcess implements AutoCloseable {
    private final ChildProcess process;
    private final Channel channel;

    PreparedProcess(ChildProcess process, Channel channel) {
        this.process = process;
        this.channel = channel;
    }

    public ChildProcess process() {
        return process;
    }

    /**
     * Assigns a program. Returns when the program runs.
     *
     * @param descriptors the descriptors to which the steps refer by number
     * @return empty if the program runs, else the error number of its start
     * @throws LinuxException if an earlier step failed or took longer than {@code atMost}
     */
    public Optional<Integer> assign(ProcessSteps assignment, List<Descriptor> descriptors, Duration atMost) {
        channel.send(assignment.list().bytes(), descriptors);
        Report report = channel.receive(atMost)
                .orElseThrow(() -> new LinuxException("the process was killed before its program was started"));
        if (report.value() == 0) {
            return Optional.empty();
        }
        String step = assignment.list().description(report.step()).orElse("a step failed");
        if (step.equals(ProcessSteps.EXEC)) {
            return Optional.of((int) -report.value());
        }
        throw Kernel.failure(step, report.value());
    }

    /**
     * Gives it several programs ({@link ProcessSteps#runBeside}); returns when all but the last have been started.
     *
     * @param companions how many there are beside the last
     * @throws LinuxException if a step before that failed or took longer than {@code atMost}
     */
    public ProgramGroup assignAll(
            ProcessSteps assignment, List<Descriptor> descriptors, int companions, Duration atMost) {
        channel.send(assignment.list().bytes(), descriptors);
        return ProgramGroup.started(channel, assignment, companions, atMost);
    }

    /** Whether it still waits: it has sent no report and has not ended. */
    public boolean waits() {
        return channel.isQuiet();
    }

    /** The wait status of its program; empty if the process was killed. The process has ended. */
    public Optional<Integer> status() {
        return channel.receive(Duration.ZERO)
                .filter(report -> report.step() == Report.ENDED)
                .map(report -> (int) report.value());
    }

    /** Closes the channel to it. */
    @Override
    public void close() {
        channel.close();
    }
}
