package dev.hearth.base.linux;

import dev.hearth.base.linux.Channel.Report;
import dev.hearth.base.linux.Kernel.Call;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Programs that one process has started beside each other ({@link ProcessSteps#runBeside}): companions, numbered from
 * 0, and after them the program, which is started by {@link #go}. What the process tells of them comes by its channel.
 */
public final class ProgramGroup implements AutoCloseable {
    private final Channel channel;
    private final Descriptor program;
    private final List<News> early;

    private ProgramGroup(Channel channel, Descriptor program, List<News> early) {
        this.channel = channel;
        this.program = program;
        this.early = early;
    }

    /** Something about one of them. */
    public sealed interface News {
        /**
         * It could not be started.
         *
         * @param error the kernel's number
         */
        record NotStarted(int program, int error) implements News {}

        /**
         * It has ended.
         *
         * @param status as {@code wait(2)} puts it
         */
        record Ended(int program, int status) implements News {}
    }

    /** The way by which a process that is started by others ({@link ProcessSteps#beginAlone}) tells of its programs. */
    public static final class Line implements AutoCloseable {
        private final Channel.Pair pair = Channel.open();

        /** The process's end, closed when it has it. */
        public Descriptor other() {
            return pair.other();
        }

        /** Waits until the companions have been started; the line is the group's then. */
        public ProgramGroup started(ProcessSteps steps, int companions, Duration atMost) {
            return ProgramGroup.started(pair.own(), steps, companions, atMost);
        }

        /** Closes both ends. */
        @Override
        public void close() {
            pair.other().close();
            pair.own().close();
        }
    }

    /** Waits until the companions have been started. */
    static ProgramGroup started(Channel channel, ProcessSteps steps, int companions, Duration atMost) {
        List<News> early = new ArrayList<>();
        while (true) {
            Report report = channel.receive(atMost)
                    .orElseThrow(() -> new LinuxException("the process was killed before its programs were started"));
            if (report.step() == Report.STARTING_ONE + companions) {
                // it waits, so that its number is nobody else's
                return new ProgramGroup(channel, new ChildProcess(report.sender()).handle(), early);
            }
            if (report.step() < Report.STARTING_ONE || report.step() >= StepProgram.FIRST) {
                String step = steps.list().description(report.step()).orElse("a step failed");
                throw Kernel.failure(step, report.value());
            }
            news(report).ifPresent(early::add);
        }
    }

    private static Optional<News> news(Report report) {
        int value = (int) report.value();
        int number = (int) (report.step() % Report.STARTING_ONE);
        long kind = report.step() - number;
        if (kind == Report.ENDED_ONE) {
            return Optional.of(new News.Ended(number, value));
        }
        return kind == Report.FAILED_ONE ? Optional.of(new News.NotStarted(number, -value)) : Optional.empty();
    }

    /** Starts the program. A second call has no effect. */
    public void go() {
        channel.send(new byte[Long.BYTES], List.of());
    }

    /** Sends the program a signal; one that has ended gets none. */
    public void signal(int number) {
        // that it has ended is no failure
        long _ = Kernel.call(Call.PIDFD_SEND_SIGNAL, program.number(), number, 0, 0);
    }

    /** A descriptor that is readable when there is news; the caller's to close. */
    public Descriptor readable() {
        return channel.descriptor().duplicate();
    }

    /** What is new. Called by one thread at a time. */
    public List<News> news() {
        List<News> all = new ArrayList<>(early);
        early.clear();
        while (!channel.isQuiet()) {
            Optional<Report> report = channel.receive(Duration.ZERO);
            if (report.isEmpty()) {
                break; // the process has ended
            }
            news(report.get()).ifPresent(all::add);
        }
        return all;
    }

    @Override
    public void close() {
        program.close();
        channel.close();
    }
}
