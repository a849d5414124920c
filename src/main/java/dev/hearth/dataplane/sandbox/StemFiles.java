package dev.hearth.dataplane.sandbox;

import java.util.Optional;

/**
 * What a {@link Stem} holds before it has a function: the places of code and layers are empty.
 *
 * @param runtime as in {@link Contents}
 * @param interpreter as in {@link Contents}
 */
public record StemFiles(Image runtime, Optional<Image> interpreter) implements SandboxFiles {
    /** Whether a function's contents are these, and its code and layers. */
    boolean fits(Contents contents) {
        return runtime.equals(contents.runtime()) && interpreter.equals(contents.interpreter());
    }
}
