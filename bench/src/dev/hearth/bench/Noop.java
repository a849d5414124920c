package dev.hearth.bench;

import java.nio.file.Files;
import java.nio.file.Path;

/** The smallest runtime that there is, in C: what the bare hand-off runs as plain processes, Hearth in sandboxes. */
record Noop(Path program) {
    /** Compiles it, with all that it needs: it starts as fast as a program can. */
    static Noop compile(Path home, Path work) throws Exception {
        return compile(home, work, "-static");
    }

    /** Compiles it so that its package is small: it shares the system's library. */
    static Noop compileSmall(Path home, Path work) throws Exception {
        return compile(home, work, "-s");
    }

    private static Noop compile(Path home, Path work, String option) throws Exception {
        Path program = work.resolve("bootstrap");
        Process compiler = new ProcessBuilder(
                        "cc",
                        "-O2",
                        option,
                        "-o",
                        program.toString(),
                        home.resolve("bench/functions/noop.c").toString())
                .inheritIO()
                .start();
        if (compiler.waitFor() != 0) {
            throw new IllegalStateException("bench needs a C compiler (cc) for its no-op function");
        }
        return new Noop(program);
    }

    byte[] bytes() throws Exception {
        return Files.readAllBytes(program);
    }
}
