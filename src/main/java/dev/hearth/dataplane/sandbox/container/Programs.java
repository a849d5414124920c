package dev.hearth.dataplane.sandbox.container;

import dev.hearth.base.linux.ChildProcess;
import dev.hearth.dataplane.sandbox.Assignment;
import dev.hearth.dataplane.sandbox.Exit;
import dev.hearth.dataplane.sandbox.ImageRoot;
import dev.hearth.dataplane.sandbox.SandboxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The programs of containers: their commands, and the meaning of their failures and ends. */
final class Programs {
    private static final int NO_SUCH_FILE = 2;
    private static final int NO_PROGRAM = 8;
    private static final int NOT_PERMITTED = 13;
    private static final int SIGNAL_BITS = 0x7f;

    private Programs() {}

    /** The program's path and its arguments. A name without a path is searched in the sandbox. */
    static List<String> command(Assignment assignment) {
        List<String> command = new ArrayList<>();
        boolean image = assignment.files() instanceof ImageRoot;
        if (!image && !assignment.command().getFirst().contains("/")) {
            command.add("/usr/bin/env");
        }
        command.addAll(assignment.command());
        return command;
    }

    /** The environment as {@code NAME=VALUE}. */
    static List<String> environment(Assignment assignment) {
        return variables(assignment.environment());
    }

    /** Variables as {@code NAME=VALUE}. */
    static List<String> variables(Map<String, String> environment) {
        return environment.entrySet().stream()
                .map(variable -> variable.getKey() + "=" + variable.getValue())
                .toList();
    }

    /**
     * The failure of a start.
     *
     * @param error the kernel's error number; empty if the sandbox was killed meanwhile
     * @return a {@link NoProgramException} if it is an image's own program, whose fault it is
     */
    static RuntimeException notStarted(Assignment assignment, Optional<Integer> error) {
        String program = assignment.command().getFirst();
        if (assignment.files() instanceof ImageRoot && error.isPresent()) {
            return new NoProgramException(notStarted(program, error.get()));
        }
        return new SandboxException(program + " can't be started in a sandbox: "
                + error.map(Programs::words).orElse("killed"));
    }

    /** Why a program did not start, in Lambda's words. */
    static String notStarted(String program, int error) {
        return "fork/exec " + program + ": " + words(error);
    }

    /** @param status the wait status ({@code wait(2)}) */
    static Exit exit(int status) {
        int signal = status & SIGNAL_BITS;
        return signal == 0 ? new Exit.Status(status >> Byte.SIZE & 0xff) : new Exit.Signal(signal);
    }

    static Exit exit(ChildProcess.End end) {
        return end.signalled() ? new Exit.Signal(end.number()) : new Exit.Status(end.number());
    }

    /** The error text, in Lambda's words. */
    private static String words(int error) {
        return switch (error) {
            case NO_SUCH_FILE -> "no such file or directory";
            case NO_PROGRAM -> "exec format error";
            case NOT_PERMITTED -> "permission denied";
            default -> "error " + error;
        };
    }
}
