package dev.hearth.dataplane.sandbox.machine;

import dev.hearth.model.DataSize;
import java.nio.file.Path;

/**
 * What a machine is to be for the sandboxes of one driver.
 *
 * @param slots the folder that all instances of Hearth on this machine share: {@link dev.hearth.base.linux.Slot#HOME}
 * @param scratchFolder a folder on disk for the files behind {@code /tmp}; nobody else's
 * @param network what sandboxes may reach
 * @param memory what all sandboxes may use together, whatever their own limits add up to
 */
public record MachineConfig(Path slots, Path scratchFolder, NetworkConfig network, DataSize memory) {}
