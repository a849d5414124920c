package dev.hearth.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs the tools of a user's machine. */
final class Commands {
    private static final long LIMIT_SECONDS = 120;

    private Commands() {}

    /** What a command that must succeed prints on standard output. */
    static String run(Map<String, String> environment, List<String> command) {
        Result result = attempt(environment, command);
        if (result.status() != 0) {
            throw new IllegalStateException(
                    String.join(" ", command) + "\n" + result.output() + "\n" + result.errors());
        }
        return result.output();
    }

    static Result attempt(Map<String, String> environment, List<String> command) {
        try {
            Path output = Files.createTempFile("output", ".txt");
            Path errors = Files.createTempFile("errors", ".txt");
            ProcessBuilder builder =
                    new ProcessBuilder(command).redirectOutput(output.toFile()).redirectError(errors.toFile());
            builder.environment().putAll(environment);
            Process process = builder.start();
            process.getOutputStream().close();
            if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IllegalStateException("took too long: " + String.join(" ", command));
            }
            Result result = new Result(
                    process.exitValue(),
                    Files.readString(output, StandardCharsets.UTF_8),
                    Files.readString(errors, StandardCharsets.UTF_8));
            Files.delete(output);
            Files.delete(errors);
            return result;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    static boolean isPresent(String tool) {
        return attempt(Map.of(), List.of("sh", "-c", "command -v " + tool)).status() == 0;
    }

    record Result(int status, String output, String errors) {}

    /** Whether servers here use container sandboxes. */
    static boolean canRunContainers() {
        return System.getProperty("user.name").equals("root") && isPresent("nft");
    }
}
