package dev.hearth.dataplane.sandbox;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What a sandbox is to run. Paths in it are as the sandbox sees them ({@link SandboxDriver#layout}).
 *
 * @param files an {@link ImageRoot} only where the driver can ({@link SandboxCapabilities#images})
 * @param command the program and its arguments
 * @param environment all of its variables; nothing of the host's is added, save that a driver without a {@code /tmp} of
 *     its own for each sandbox points {@code TMPDIR} to a folder of its own
 * @param workingFolder where it starts
 * @param companions programs that run beside it; they are started first
 */
public record Assignment(
        SandboxFiles files,
        List<String> command,
        Map<String, String> environment,
        Path workingFolder,
        Companions companions) {
    public Assignment {
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
    }

    /** One whose program runs alone. */
    public Assignment(SandboxFiles files, List<String> command, Map<String, String> environment, Path workingFolder) {
        this(files, command, environment, workingFolder, Companions.NONE);
    }

    /**
     * Programs that run beside the function's own. They start in the root of the sandbox.
     *
     * @param environment all variables of each, as those of {@link Assignment}
     */
    public record Companions(List<Companion> programs, Map<String, String> environment) {
        /** There are none. */
        public static final Companions NONE = new Companions(List.of(), Map.of());

        public Companions {
            programs = List.copyOf(programs);
            environment = Map.copyOf(environment);
        }
    }

    /**
     * A package's contents, for drivers that know nothing else.
     *
     * @throws SandboxException if it is a container image
     */
    public Contents contents() {
        return switch (files) {
            case Contents contents -> contents;
            case ImageRoot _ -> throw new SandboxException("sandboxes of this kind can't run container images");
            case StemFiles _ -> throw new IllegalStateException("there is no function yet");
        };
    }
}
