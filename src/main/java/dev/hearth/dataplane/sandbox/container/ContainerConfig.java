package dev.hearth.dataplane.sandbox.container;

import dev.hearth.base.linux.SearchPath;
import dev.hearth.dataplane.sandbox.machine.MachineConfig;
import java.util.Optional;

/**
 * How container sandboxes are made on this machine.
 *
 * @param machine what they stand on
 * @param launcher {@link #BUILT_IN}, {@code crun} or {@code runc}; empty for the built-in one, and the best OCI runtime
 *     that is there where this kernel can't do what the built-in one needs
 * @param tools where an OCI runtime and the other tools are looked for
 */
public record ContainerConfig(MachineConfig machine, Optional<String> launcher, SearchPath tools) {
    /** Hearth's own launcher, and nothing else. */
    public static final String BUILT_IN = "built-in";

    /** Whether the built-in launcher may be used. */
    boolean builtIn() {
        return launcher.isEmpty() || launcher.get().equals(BUILT_IN);
    }
}
