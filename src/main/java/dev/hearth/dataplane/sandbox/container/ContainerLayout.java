package dev.hearth.dataplane.sandbox.container;

import dev.hearth.dataplane.sandbox.Contents;
import dev.hearth.dataplane.sandbox.Layout;
import java.nio.file.Path;
import java.util.Optional;

/** Where things are in a container: Lambda's own places. */
final class ContainerLayout {
    static final String TASK = "/var/task";
    static final String RUNTIME = "/var/runtime";
    static final String INTERPRETER = "/var/lang";
    static final String LAYERS = "/opt";

    /** Lambda's runtimes have the SDK among their own files, which here are the machine's. */
    static final String SDK = "/var/sdk";

    static final String SCRATCH = "/tmp";

    /** Where a container image's sandbox has its first program, as on Lambda. */
    static final String RAPID = "/var/rapid";

    private ContainerLayout() {}

    static Layout of(Contents contents) {
        return new Layout(
                Path.of(TASK),
                Path.of(RUNTIME),
                contents.interpreter().map(image -> Path.of(INTERPRETER)),
                Path.of(LAYERS),
                contents.sdk().map(image -> Path.of(SDK)),
                Optional.of(Path.of(SCRATCH)));
    }
}
