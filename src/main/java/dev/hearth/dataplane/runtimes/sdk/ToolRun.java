package dev.hearth.dataplane.runtimes.sdk;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Runs a package manager to its end, in a process group of its own. The group is killed when Hearth ends, however it
 * ends: a shell in the group waits for the end of a pipe that only Hearth holds open.
 */
final class ToolRun {
    /**
     * The script of the group's first process, whose standard input is the pipe. On systems without setsid only the
     * tool itself is killed.
     */
    private static final String WATCH = """
            group=$1; shift
            exec 3<&0 </dev/null
            "$@" 3<&- &
            tool=$!
            { read -r _ <&3; [ "$group" = own ] && kill -9 0; kill -9 $tool; } >/dev/null 2>&1 &
            watch=$!
            wait $tool
            status=$?
            { kill -9 $watch; wait $watch; } >/dev/null 2>&1
            exit $status
            """;

    /** Variables that are removed: settings that make package managers write to other places or run other code. */
    private static final List<String> LEFT_OUT = List.of(
            "PYTHON",
            "NODE_OPTIONS",
            "NODE_PATH",
            "RUBYOPT",
            "RUBYLIB",
            "GEM_HOME",
            "GEM_PATH",
            "BUNDLE",
            "HEARTH_",
            "PIP_TARGET",
            "PIP_PREFIX",
            "PIP_ROOT",
            "PIP_USER",
            "PIP_PYTHON",
            "PIP_REQUIRE_VIRTUALENV",
            "VIRTUAL_ENV");

    private final Map<String, String> environment;
    private final Path folder;
    private final Listener listener;

    /** Is told each line of output. */
    interface Listener {
        /**
         * Handles a line.
         *
         * @throws SdkException to end the tool
         */
        void line(String text) throws SdkException, IOException;
    }

    /**
     * @param environment Hearth's own: package managers read their settings from it
     * @param folder the working folder of tools
     */
    ToolRun(Map<String, String> environment, Path folder, Listener listener) {
        this.environment = environment;
        this.folder = folder;
        this.listener = listener;
    }

    /**
     * The end of a tool.
     *
     * @param lines the last lines that it printed
     */
    record Result(int status, List<String> lines) {
        boolean succeeded() {
            return status == 0;
        }

        /** The last line that begins with a mark, else the last line. */
        String reason(String mark) {
            return lines.stream()
                    .filter(line -> line.startsWith(mark))
                    .reduce((before, last) -> last)
                    .or(() -> lines.stream().reduce((before, last) -> last))
                    .orElse("it ended with status " + status + " and said nothing");
        }
    }

    /**
     * Runs a tool.
     *
     * @param more further environment variables
     * @throws SdkException if it can't be started, takes too long, or the listener gives up
     */
    Result run(List<String> command, Map<String, String> more, Duration atMost)
            throws IOException, SdkException, InterruptedException {
        Process process = start(command, more);
        Deque<String> lines = new ArrayDeque<>();
        AtomicReference<@Nullable Exception> givenUp = new AtomicReference<>();
        Thread reader = Thread.ofVirtual().start(() -> read(process, lines, givenUp));
        try {
            boolean ended = process.waitFor(atMost.toNanos(), TimeUnit.NANOSECONDS);
            if (!ended) {
                throw new SdkException(command.getFirst() + " took longer than " + atMost.toMinutes() + " minutes");
            }
            reader.join(Limits.END);
            switch (givenUp.get()) {
                case null -> {}
                case SdkException failure -> throw failure;
                case IOException failure -> throw failure;
                case Exception failure -> throw new IllegalStateException(failure);
            }
            return new Result(process.exitValue(), List.copyOf(lines));
        } finally {
            end(process);
        }
    }

    private Process start(List<String> command, Map<String, String> more) throws SdkException {
        List<String> whole = new ArrayList<>();
        boolean grouped = Files.isExecutable(Path.of("/usr/bin/setsid"));
        if (grouped) {
            whole.add("/usr/bin/setsid");
        }
        whole.addAll(List.of("/bin/sh", "-c", WATCH, "hearth-sdk", grouped ? "own" : "shared"));
        whole.addAll(command);
        ProcessBuilder builder =
                new ProcessBuilder(whole).directory(folder.toFile()).redirectErrorStream(true);
        Map<String, String> variables = builder.environment();
        variables.clear();
        environment.forEach((name, value) -> {
            if (LEFT_OUT.stream().noneMatch(name::startsWith)) {
                variables.put(name, value);
            }
        });
        variables.putAll(more);
        try {
            return builder.start();
        } catch (IOException e) {
            throw new SdkException(command.getFirst() + " can't be started: " + e.getMessage(), e);
        }
    }

    private void read(Process process, Deque<String> lines, AtomicReference<@Nullable Exception> givenUp) {
        try (BufferedReader output =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            StringBuilder line = new StringBuilder();
            for (int next = output.read(); next >= 0; next = output.read()) {
                if (next == '\n') {
                    hear(line.toString().strip(), lines);
                    line.setLength(0);
                } else if (line.length() < Limits.LINE_CHARACTERS) {
                    line.append((char) next);
                }
            }
            hear(line.toString().strip(), lines);
        } catch (IOException | SdkException | RuntimeException failure) {
            givenUp.set(failure);
            closePipe(process);
        }
    }

    private void hear(String line, Deque<String> lines) throws IOException, SdkException {
        if (line.isEmpty()) {
            return;
        }
        lines.addLast(line);
        if (lines.size() > Limits.LINES) {
            lines.removeFirst();
        }
        listener.line(line);
    }

    /** Kills the group, by closing the pipe. */
    private static void closePipe(Process process) {
        try {
            process.getOutputStream().close();
        } catch (IOException closed) {
            // the process has ended
        }
    }

    /** Ends a tool, and waits for its end. */
    private static void end(Process process) {
        closePipe(process);
        boolean interrupted = Thread.interrupted();
        try {
            if (!process.waitFor(Limits.END.toNanos(), TimeUnit.NANOSECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
