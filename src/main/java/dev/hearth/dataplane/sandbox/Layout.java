package dev.hearth.dataplane.sandbox;

import java.nio.file.Path;
import java.util.Optional;

/**
 * The paths of a sandbox's contents, as the sandbox sees them. In a container these are Lambda's paths; a plain process
 * sees the host's.
 *
 * @param task the function's package: {@code /var/task}
 * @param runtime the bootstrap: {@code /var/runtime}
 * @param interpreter the interpreter's tree, if it has one of its own: {@code /var/lang}
 * @param layers {@code /opt}
 * @param sdk the AWS SDK, if the sandbox has one: {@code /var/sdk}
 * @param scratch the writable folder: {@code /tmp}; empty if it is not known before the sandbox is made
 */
public record Layout(
        Path task, Path runtime, Optional<Path> interpreter, Path layers, Optional<Path> sdk, Optional<Path> scratch) {}
