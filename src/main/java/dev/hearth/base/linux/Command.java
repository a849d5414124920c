package dev.hearth.base.linux;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Runs a tool of the system ({@code ip}, {@code nft}, …) to its end. The tool is found in {@link SearchPath#SYSTEM},
 * which is also its own {@code PATH}.
 */
public final class Command {
    private Command() {}

    /**
     * Runs a program with {@code input} as its standard input and returns what it printed.
     *
     * @throws LinuxException if it can't be started, fails, or takes longer than {@code atMost} (it is then killed);
     *     the message has what it wrote to standard error
     */
    public static String run(List<String> command, String input, Duration atMost) {
        Process process;
        try {
            process = builder(command).start();
        } catch (IOException e) {
            throw new LinuxException(command.getFirst() + " can't be started: " + e.getMessage(), e);
        }
        Future<String> output = reading(process.getInputStream());
        Future<String> complaint = reading(process.getErrorStream());
        Thread.ofVirtual().start(() -> write(process.getOutputStream(), input));
        try {
            if (!process.waitFor(atMost.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new LinuxException(String.join(" ", command) + " took longer than " + atMost);
            }
            if (process.exitValue() != 0) {
                throw new LinuxException(String.join(" ", command) + " failed with status " + process.exitValue() + ": "
                        + brief(read(complaint)));
            }
            return read(output);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LinuxException("interrupted while waiting for " + command.getFirst(), e);
        } catch (ExecutionException e) {
            throw new LinuxException("the output of " + command.getFirst() + " can't be read", e);
        } catch (TimeoutException e) {
            throw new LinuxException(command.getFirst() + " ended, but what it started holds its output open", e);
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    /** The tool's output. It ends with the tool, unless a child of the tool has inherited it. */
    private static String read(Future<String> reading)
            throws InterruptedException, ExecutionException, TimeoutException {
        return reading.get(Limits.TOOL_OUTPUT_AFTER_END.toNanos(), TimeUnit.NANOSECONDS);
    }

    private static ProcessBuilder builder(List<String> command) {
        List<String> found = new ArrayList<>(command);
        String program = command.getFirst();
        if (program.indexOf('/') < 0) {
            SearchPath.SYSTEM.find(program).ifPresent(path -> found.set(0, path.toString()));
        }
        ProcessBuilder builder = new ProcessBuilder(found);
        builder.environment().put("PATH", SearchPath.SYSTEM.toString());
        return builder;
    }

    private static Future<String> reading(InputStream stream) {
        FutureTask<String> reading = new FutureTask<>(() -> {
            try (stream) {
                return new String(stream.readNBytes(Limits.TOOL_OUTPUT_BYTES), StandardCharsets.UTF_8);
            }
        });
        Thread.ofVirtual().start(reading);
        return reading;
    }

    private static void write(OutputStream stream, String input) {
        try (stream) {
            stream.write(input.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            // the tool ended without reading its whole input; its exit status tells why
        }
    }

    private static String brief(String complaint) {
        String text = complaint.strip();
        return text.length() <= Limits.TOOL_COMPLAINT_CHARACTERS
                ? text
                : text.substring(0, Limits.TOOL_COMPLAINT_CHARACTERS) + "…";
    }
}
