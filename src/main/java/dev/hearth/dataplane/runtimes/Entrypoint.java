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
 * Whether a function that is a program of its own has one that the kernel would start. Lambda reports this as
 * {@code Runtime.InvalidEntrypoint}, in the words of its launcher, which is written in Go.
 */
public final class Entrypoint {
    /** What the kernel looks at to tell how to start a file: an interpreter's path is no longer. */
    private static final int HEAD_BYTES = 256;

    private static final String PROGRAM = "bootstrap";

    private Entrypoint() {}

    /**
     * What is wrong with the program in a function's package or, if that has none, in its layers, of which a later one
     * wins; empty for other runtimes, which bring theirs.
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
        // a carriage return at its end is part of the name for the kernel, and so for us
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
