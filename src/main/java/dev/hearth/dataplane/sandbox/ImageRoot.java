package dev.hearth.dataplane.sandbox;

import java.util.List;

/**
 * The tree of a container image as the root of a sandbox, without the host's programs. Only {@code /tmp}, {@code
 * /proc}, {@code /dev} and the network settings are mounted over it.
 *
 * @param tree the files; it has {@link #MOUNT_FOLDERS} and {@link #MOUNT_FILES}
 */
public record ImageRoot(Image tree) implements SandboxFiles {
    /** Folders that a tree must have as mount points. */
    public static final List<String> MOUNT_FOLDERS = List.of("/dev", "/proc", "/tmp", "/var/rapid");

    /** Files that a tree must have. */
    public static final List<String> MOUNT_FILES = List.of("/etc/hosts", "/etc/resolv.conf");
}
