package dev.hearth.dataplane.sandbox.container;

import dev.hearth.base.linux.SearchPath;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * How container sandboxes are made on this machine.
 *
 * @param slots the folder that all instances of Hearth on this machine share: {@link dev.hearth.base.linux.Slot#HOME}
 * @param scratchFolder a folder on disk for the files behind {@code /tmp}; nobody else's
 * @param runtime {@code crun} or {@code runc}; empty for the best that is there
 * @param tools where it and the other tools are looked for
 * @param runtimeApiPort where the Runtime API will listen, on {@link ContainerDriver#runtimeApiAddress}
 * @param openHostPorts TCP ports of the host that sandboxes may reach there too
 * @param openNetworks private networks that sandboxes may reach, as {@code 10.1.0.0/16}
 */
public record ContainerConfig(
        Path slots,
        Path scratchFolder,
        Optional<String> runtime,
        SearchPath tools,
        int runtimeApiPort,
        Set<Integer> openHostPorts,
        List<String> openNetworks) {
    public ContainerConfig {
        openHostPorts = Set.copyOf(openHostPorts);
        openNetworks = List.copyOf(openNetworks);
    }
}
