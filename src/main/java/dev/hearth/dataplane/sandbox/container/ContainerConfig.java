package dev.hearth.dataplane.sandbox.container;

import dev.hearth.base.linux.SearchPath;
import dev.hearth.dataplane.sandbox.machine.MachineConfig;
import java.util.Optional;

/**
 * How container sandboxes are made on this machine.
 *
 * @param machine what they stand on
 * @param runtime {@code crun} or {@code runc}; empty for the best that is there
 * @param tools where it and the other tools are looked for
 */
public record ContainerConfig(MachineConfig machine, Optional<String> runtime, SearchPath tools) {}
