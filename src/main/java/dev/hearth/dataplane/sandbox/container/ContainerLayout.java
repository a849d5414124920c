package dev.hearth.dataplane.sandbox.container;

import dev.hearth.dataplane.sandbox.Contents;
import dev.hearth.dataplane.sandbox.Layout;
import java.nio.file.Path;
import java.util.Optional;

/** The paths in a container: Lambda's. */
final class ContainerLayout {
    static final String TASK = "/var/task";
    static final String RUNTIME = "/var/runtime";
    static final String INTERPRETER = "/var/lang";
    static final String LAYERS = "/opt";

    /** The path of the SDK. On Lambda it is among the runtime's files, but here the runtime is the machine's. */
    static final String SDK = "/var/sdk";

    static final String SCRATCH = "/tmp";

    /** The folder of the first program in a container image's sandbox, as on Lambda. */
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
