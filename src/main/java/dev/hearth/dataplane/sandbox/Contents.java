package dev.hearth.dataplane.sandbox;

import java.util.List;
import java.util.Optional;

/**
 * The contents of a sandbox whose function is a package. Each is a read-only tree.
 *
 * @param code the function's package, at {@code /var/task}
 * @param runtime Hearth's bootstrap for the language, at {@code /var/runtime}
 * @param interpreter a language's interpreter that is not in the system's folders, at {@code /var/lang}
 * @param layers merged in order into {@code /opt}; a later one has precedence
 * @param sdk the AWS SDK of the language, at {@code /var/sdk}
 */
public record Contents(Image code, Image runtime, Optional<Image> interpreter, List<Image> layers, Optional<Image> sdk)
        implements SandboxFiles {
    public Contents {
        layers = List.copyOf(layers);
    }

    /** Contents without an SDK. */
    public Contents(Image code, Image runtime, Optional<Image> interpreter, List<Image> layers) {
        this(code, runtime, interpreter, layers, Optional.empty());
    }
}
