package dev.hearth.bench;

import java.nio.file.Files;
import java.nio.file.Path;

/** The smallest runtime that there is, in C: what the bare hand-off runs as plain processes, Hearth in sandboxes. */
record Noop(Path program) {
    /** Compiles it. */
    static Noop compile(Path home, Path work) throws Exception {
        Path program = work.resolve("bootstrap");
        Process compiler = new ProcessBuilder(
                        "cc",
                        "-O2",
                        "-static",
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
