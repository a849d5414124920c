package dev.hearth.dataplane.sandbox.machine;

import dev.hearth.model.DataSize;
import java.nio.file.Path;

/**
 * The configuration of the machine for one driver's sandboxes.
 *
 * @param slots the folder that all instances on this machine share: {@link dev.hearth.base.linux.Slot#HOME}
 * @param scratchFolder a folder on disk for the files behind {@code /tmp}, used by no other instance
 * @param network what sandboxes can reach
 * @param memory the limit of all sandboxes' memory together
 */
public record MachineConfig(Path slots, Path scratchFolder, NetworkConfig network, DataSize memory) {}
