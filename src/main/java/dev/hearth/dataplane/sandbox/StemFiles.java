package dev.hearth.dataplane.sandbox;

import java.util.Optional;

/**
 * The files of a stem cell. Code and layers have empty folders.
 *
 * @param runtime as in {@link Contents}
 * @param interpreter as in {@link Contents}
 */
public record StemFiles(Image runtime, Optional<Image> interpreter) implements SandboxFiles {
    /** Whether a function's contents have the same runtime and interpreter. */
    boolean fits(Contents contents) {
        return runtime.equals(contents.runtime()) && interpreter.equals(contents.interpreter());
    }
}
