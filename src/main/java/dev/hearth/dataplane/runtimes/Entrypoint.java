package dev.hearth.dataplane.runtimes;

import dev.hearth.dataplane.sandbox.Contents;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Checks whether the kernel can start the program of a function with a {@code provided} runtime. Lambda reports a
 * failure as {@code Runtime.InvalidEntrypoint}, in the words of its launcher, which is written in Go.
 */
public final class Entrypoint {
    /** The part of a file that the kernel reads to find out how to start it. An interpreter's path is not longer. */
    private static final int HEAD_BYTES = 256;

    private static final String PROGRAM = "bootstrap";

    private Entrypoint() {}

    /**
     * The problem of the program in a function's package or, if the package has none, in the last of its layers that
     * has one; empty for other runtimes, whose program is not the function's.
     */
    public static Optional<String> problem(RuntimeInstallation runtime, Contents contents) {
        if (runtime.language() != Language.PROVIDED) {
            return Optional.empty();
        }
        Path own = contents.code().folder().resolve(PROGRAM);
        if (Files.isRegularFile(own)) {
            return problem(own, "/var/task/" + PROGRAM);
        }
        return contents.layers().reversed().stream()
                .map(layer -> layer.folder().resolve(PROGRAM))
                .filter(Files::isRegularFile)
                .findFirst()
                .map(program -> problem(program, "/opt/" + PROGRAM))
                .orElse(Optional.of("Couldn't find valid bootstrap(s): [/var/task/bootstrap /opt/bootstrap]"));
    }

    private static Optional<String> problem(Path program, String name) {
        if (!Files.isExecutable(program)) {
            return Optional.of("fork/exec " + name + ": permission denied");
        }
        String head = head(program);
        if (head.startsWith("\u007fELF")) {
            return Optional.empty();
        }
        if (!head.startsWith("#!")) {
            return Optional.of("fork/exec " + name + ": exec format error");
        }
        // for the kernel, a carriage return at the end is part of the name
        String interpreter = head.substring(2).split("\\n", 2)[0].stripLeading().split("[ \\t]", 2)[0];
        return Files.exists(Path.of(interpreter))
                ? Optional.empty()
                : Optional.of("fork/exec " + name + ": no such file or directory");
    }

    private static String head(Path program) {
        try (InputStream in = Files.newInputStream(program)) {
            return new String(in.readNBytes(HEAD_BYTES), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
