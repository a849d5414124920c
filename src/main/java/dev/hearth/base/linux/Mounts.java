package dev.hearth.base.linux;

import dev.hearth.base.linux.Kernel.Call;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Mounts and unmounts, in the mount namespace of the calling thread ({@code mount(2)}). */
public final class Mounts {
    private static final long READ_ONLY = 1;
    private static final long NO_SET_UID = 2;
    private static final long NO_DEVICES = 4;
    private static final long REMOUNT = 0x20;
    private static final long BIND = 0x1000;
    private static final long RECURSIVE = 0x4000;
    private static final long SLAVE = 0x80000;
    private static final long SHARED = 0x100000;
    private static final long DETACH = 2;
    private static final int ATTRIBUTE_RECURSIVE = 0x8000;
    private static final int CHARACTER_DEVICE = 0020000;

    private Mounts() {}

    /**
     * Makes mounts in a folder propagate to all mount namespaces that are made later. {@code ip netns} does the same at
     * its first use, which may be too late.
     */
    public static void share(Path folder) {
        if (tryMount("none", folder, null, SHARED | RECURSIVE, null) != 0) {
            mount(folder.toString(), folder, null, BIND | RECURSIVE, null);
            mount("none", folder, null, SHARED | RECURSIVE, null);
        }
    }

    /** Mounts of other namespaces propagate to {@code point}, but none propagate from it. */
    static void receiveOnly(Path point) {
        mount("none", point, null, SLAVE | RECURSIVE, null);
    }

    /** Mounts a folder or file at a second place, read-only and without devices, with the mounts below it. */
    public static void bindReadOnly(Path source, Path target) {
        mount(source.toString(), target, null, BIND | RECURSIVE, null);
        if (!restrict(target)) {
            // kernels before 5.12: only the topmost mount
            mount("none", target, null, BIND | REMOUNT | READ_ONLY | NO_SET_UID | NO_DEVICES, null);
        }
    }

    /** Mounts a folder at a second place, or at its own place as a mount with flags of its own. */
    public static void bind(Path source, Path target) {
        mount(source.toString(), target, null, BIND, null);
    }

    /** Makes a mount read-only, without the mounts below it. */
    public static void makeReadOnly(Path point) {
        mount("none", point, null, BIND | REMOUNT | READ_ONLY, null);
    }

    /** A file system in memory. It may hold devices. */
    public static void memory(Path target, String options) {
        mount("tmpfs", target, "tmpfs", NO_SET_UID, options);
    }

    /** Mounts a read-only overlay of folders, the first on top. */
    public static void overlay(Iterable<Path> lower, Path target) {
        StringBuilder folders = new StringBuilder();
        for (Path folder : lower) {
            folders.append(folders.isEmpty() ? "lowerdir=" : ":").append(folder);
        }
        mount("overlay", target, "overlay", READ_ONLY | NO_SET_UID | NO_DEVICES, folders.toString());
    }

    /** Detaches a mount with all mounts below it. Programs that use it keep it until they are done. */
    public static void detach(Path point) {
        try (Arena arena = Arena.ofConfined()) {
            Kernel.checked(
                    point + " can't be unmounted",
                    Call.UMOUNT2,
                    arena.allocateFrom(point.toString()).address(),
                    DETACH);
        }
    }

    /** Makes a character device that everybody may read and write. */
    public static void characterDevice(Path path, int major, int minor) {
        try (Arena arena = Arena.ofConfined()) {
            Kernel.checked(
                    path + " can't be made",
                    Call.MKNODAT,
                    Kernel.CURRENT_FOLDER,
                    arena.allocateFrom(path.toString()).address(),
                    CHARACTER_DEVICE | 0666,
                    (long) major << 8 | minor);
        }
    }

    private static boolean restrict(Path target) {
        try (Arena arena = Arena.ofConfined()) {
            // struct mount_attr: what to set, what to clear, propagation, user namespace
            MemorySegment attributes = arena.allocate(ValueLayout.JAVA_LONG, 4);
            attributes.setAtIndex(ValueLayout.JAVA_LONG, 0, READ_ONLY | NO_SET_UID | NO_DEVICES);
            return Kernel.call(
                            Call.MOUNT_SETATTR,
                            Kernel.CURRENT_FOLDER,
                            arena.allocateFrom(target.toString()).address(),
                            ATTRIBUTE_RECURSIVE,
                            attributes.address(),
                            attributes.byteSize())
                    == 0;
        }
    }

    private static void mount(String source, Path target, @Nullable String type, long flags, @Nullable String options) {
        long result = tryMount(source, target, type, flags, options);
        if (result != 0) {
            throw Kernel.failure(source + " can't be mounted at " + target, result);
        }
    }

    private static long tryMount(
            String source, Path target, @Nullable String type, long flags, @Nullable String options) {
        try (Arena arena = Arena.ofConfined()) {
            return Kernel.call(
                    Call.MOUNT,
                    arena.allocateFrom(source).address(),
                    arena.allocateFrom(target.toString()).address(),
                    type == null ? 0 : arena.allocateFrom(type).address(),
                    flags,
                    options == null ? 0 : arena.allocateFrom(options).address());
        }
    }
}
