package dev.hearth.dataplane.sandbox;

import java.util.List;

/**
 * A container image's own tree, which is the sandbox's whole root: nothing of the host's programs is in it. Beside the
 * image's files the sandbox sees only what is mounted over them: {@code /tmp}, {@code /proc}, {@code /dev} and the
 * settings of its network.
 *
 * @param tree the files; it has {@link #MOUNT_FOLDERS} and {@link #MOUNT_FILES}
 */
public record ImageRoot(Image tree) implements SandboxFiles {
    /** Folders that a tree must have, for what is mounted there. */
    public static final List<String> MOUNT_FOLDERS = List.of("/dev", "/proc", "/tmp", "/var/rapid");

    /** Files that a tree must have. */
    public static final List<String> MOUNT_FILES = List.of("/etc/hosts", "/etc/resolv.conf");
}
