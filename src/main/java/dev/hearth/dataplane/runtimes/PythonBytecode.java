package dev.hearth.dataplane.runtimes;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Compiles Python modules ahead, for folders that sandboxes can't write to. The bytecode does not depend on the
 * source's time, because a copy has another one.
 */
public final class PythonBytecode {
    private PythonBytecode() {}

    /**
     * The command that compiles all modules in a folder.
     *
     * @param version of the interpreter, as it prints it
     * @param shownAt the path of the folder in sandboxes, which file names in stack traces begin with
     */
    public static List<String> command(Path python, String version, Path folder, String shownAt) {
        return command(python, Version.find(version).orElseThrow(), folder, shownAt);
    }

    private static List<String> command(Path python, Version version, Path folder, String shownAt) {
        List<String> command = new ArrayList<>(List.of(python.toString(), "-I", "-m", "compileall", "-q"));
        command.addAll(
                version.compareTo(Limits.PYTHON_STRIPPING_PATHS) < 0
                        ? List.of("-d", shownAt)
                        : List.of("-s", folder.toString(), "-p", shownAt));
        command.addAll(List.of("--invalidation-mode", "unchecked-hash", folder.toString()));
        return List.copyOf(command);
    }

    static void compile(Path python, Version version, Path folder, String shownAt, Duration atMost) throws IOException {
        List<String> command = command(python, version, folder, shownAt);
        Path said = Files.createTempFile(folder.toAbsolutePath().getParent(), "compile", ".log");
        try {
            ProcessBuilder builder = new ProcessBuilder(command);
            builder.environment().clear();
            Process process = builder.redirectErrorStream(true)
                    .redirectOutput(said.toFile())
                    .start();
            try {
                if (!process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
                    throw new IOException(python + " takes too long to compile " + folder);
                }
                if (process.exitValue() != 0) {
                    throw new IOException(
                            python + " can't compile " + folder + " (its last words: " + lastLine(said) + ")");
                }
            } finally {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while compiling " + folder, e);
        } finally {
            Files.delete(said);
        }
    }

    private static String lastLine(Path file) throws IOException {
        return new String(Files.readAllBytes(file), StandardCharsets.UTF_8)
                .lines()
                .filter(line -> !line.isBlank())
                .reduce((before, last) -> last)
                .map(String::strip)
                .orElse("none");
    }
}
