package dev.hearth.dataplane.sandbox.container;

import dev.hearth.base.linux.SearchPath;
import dev.hearth.dataplane.sandbox.machine.MachineConfig;
import java.util.Optional;

/**
 * The configuration of container sandboxes.
 *
 * @param machine the configuration of the machine's parts
 * @param launcher {@link #BUILT_IN}, {@code crun} or {@code runc}; empty: the built-in one or, on a kernel that lacks a
 *     feature it needs, the best installed OCI runtime
 * @param tools the folders of an OCI runtime and other tools
 */
public record ContainerConfig(MachineConfig machine, Optional<String> launcher, SearchPath tools) {
    /** The name of Hearth's own launcher. */
    public static final String BUILT_IN = "built-in";

    /** Whether the built-in launcher may be used. */
    boolean builtIn() {
        return launcher.isEmpty() || launcher.get().equals(BUILT_IN);
    }
}
