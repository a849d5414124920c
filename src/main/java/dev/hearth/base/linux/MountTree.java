package dev.hearth.base.linux;

import dev.hearth.base.linux.Kernel.Call;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A detached mount: an open descriptor, until it is attached at a mount point, possibly by another process in another
 * mount namespace ({@code move_mount(2)}). If it is closed before, the kernel removes it.
 */
public final class MountTree implements AutoCloseable {
    private static final long COPY = 1;
    private static final long CLOSE_ON_EXEC = Kernel.CLOSE_ON_EXEC;
    private static final long RECURSIVE = 0x8000;
    private static final long EMPTY_PATH = 0x1000;
    private static final long PRIVATE = 0x40000;
    private static final long READ_ONLY = 1;
    private static final long NO_SET_UID = 2;
    private static final long NO_DEVICES = 4;
    private static final long NO_ACCESS_TIMES = 0x10;
    private static final long CLOSE_CONTEXT_ON_EXEC = 1;
    private static final long CLOSE_MOUNT_ON_EXEC = 1;
    private static final int PATH_ONLY = 0x200000;
    private static final int SET_FLAG = 0;
    private static final int SET_TEXT = 1;
    private static final int CREATE = 6;

    private final Descriptor descriptor;

    private MountTree(Descriptor descriptor) {
        this.descriptor = descriptor;
    }

    /** A detached copy of a file or folder in the calling thread's mount namespace. */
    public static MountTree of(Path source) {
        return copy(source, 0);
    }

    /** Another mount of the same files, while this one is detached; empty if this kernel can't (before 6.15). */
    public Optional<MountTree> copy() {
        try (Arena arena = Arena.ofConfined()) {
            long number = Kernel.call(
                    Call.OPEN_TREE,
                    descriptor.number(),
                    arena.allocateFrom("").address(),
                    COPY | CLOSE_ON_EXEC | EMPTY_PATH);
            return number < 0 ? Optional.empty() : Optional.of(new MountTree(new Descriptor(number)));
        }
    }

    /** A folder with what is mounted below it, all read-only, without devices and set-uid programs. */
    public static MountTree readOnly(Path source) {
        MountTree tree = copy(source, RECURSIVE);
        try (Arena arena = Arena.ofConfined()) {
            // struct mount_attr: what to set, what to clear, propagation, user namespace
            MemorySegment attributes = arena.allocate(ValueLayout.JAVA_LONG, 4);
            attributes.setAtIndex(ValueLayout.JAVA_LONG, 0, READ_ONLY | NO_SET_UID | NO_DEVICES);
            attributes.setAtIndex(ValueLayout.JAVA_LONG, 2, PRIVATE);
            Kernel.checked(
                    source + " can't be made read-only",
                    Call.MOUNT_SETATTR,
                    tree.descriptor.number(),
                    arena.allocateFrom("").address(),
                    EMPTY_PATH | RECURSIVE,
                    attributes.address(),
                    attributes.byteSize());
            return tree;
        } catch (LinuxException e) {
            tree.close();
            throw e;
        }
    }

    /**
     * A new file system without devices, set-uid programs and access times.
     *
     * @param type {@code ext4}, {@code tmpfs}
     * @param source its device
     * @param options its own, as {@code name} or {@code name=value}
     */
    public static MountTree make(String type, String source, List<String> options) {
        return make(type, source, options, NO_SET_UID | NO_DEVICES | NO_ACCESS_TIMES);
    }

    private static MountTree make(String type, String source, List<String> options, long attributes) {
        String what = "a file system " + type + " can't be mounted";
        try (Arena arena = Arena.ofConfined()) {
            long name = arena.allocateFrom(type).address();
            try (Descriptor context = new Descriptor(Kernel.checked(what, Call.FSOPEN, name, CLOSE_CONTEXT_ON_EXEC))) {
                set(arena, what, context, "source=" + source);
                options.forEach(option -> set(arena, what, context, option));
                Kernel.checked(what, Call.FSCONFIG, context.number(), CREATE, 0, 0, 0);
                return new MountTree(new Descriptor(
                        Kernel.checked(what, Call.FSMOUNT, context.number(), CLOSE_MOUNT_ON_EXEC, attributes)));
            }
        }
    }

    /**
     * A read-only overlay of folders, of which the first has precedence. {@code /proc/self/mountinfo} shows descriptors
     * instead of the folders' names.
     *
     * @return empty if this kernel can't take the folders one by one (before 6.5)
     */
    public static Optional<MountTree> overlay(List<Path> folders) {
        List<Descriptor> layers = new ArrayList<>();
        try {
            folders.forEach(folder -> layers.add(Descriptor.open(folder, PATH_ONLY)));
            List<String> options = layers.stream()
                    .map(layer -> "lowerdir+=" + descriptorPath(layer))
                    .toList();
            return Optional.of(make("overlay", "none", options, READ_ONLY | NO_SET_UID | NO_DEVICES));
        } catch (LinuxException e) {
            return Optional.empty();
        } finally {
            layers.forEach(Descriptor::close);
        }
    }

    /** A path to its root, valid for this process while it is open. */
    public Path path() {
        return descriptorPath(descriptor);
    }

    private static Path descriptorPath(Descriptor descriptor) {
        return Path.of("/proc/self/fd", Integer.toString(descriptor.number()));
    }

    /** The descriptor with which other processes attach it. */
    public Descriptor descriptor() {
        return descriptor;
    }

    /** Changes the owner of its root. */
    public void own(long user, long group) {
        try (Arena arena = Arena.ofConfined()) {
            Kernel.checked(
                    "the owner of a mount can't be changed",
                    Call.FCHOWNAT,
                    descriptor.number(),
                    arena.allocateFrom("").address(),
                    user,
                    group,
                    EMPTY_PATH);
        }
    }

    /** Attaches it in the calling thread's mount namespace. */
    public void attach(Path point) {
        try (Arena arena = Arena.ofConfined()) {
            Kernel.checked(
                    "nothing can be mounted at " + point,
                    Call.MOVE_MOUNT,
                    descriptor.number(),
                    arena.allocateFrom("").address(),
                    Kernel.CURRENT_FOLDER,
                    arena.allocateFrom(point.toString()).address(),
                    4);
        }
    }

    /** Closes the descriptor; again: no effect. */
    @Override
    public void close() {
        descriptor.close();
    }

    private static MountTree copy(Path source, long how) {
        try (Arena arena = Arena.ofConfined()) {
            return new MountTree(new Descriptor(Kernel.checked(
                    source + " can't be shown elsewhere",
                    Call.OPEN_TREE,
                    Kernel.CURRENT_FOLDER,
                    arena.allocateFrom(source.toString()).address(),
                    COPY | CLOSE_ON_EXEC | how)));
        }
    }

    private static void set(Arena arena, String what, Descriptor context, String option) {
        int equals = option.indexOf('=');
        String name = equals < 0 ? option : option.substring(0, equals);
        Kernel.checked(
                what + " with " + name,
                Call.FSCONFIG,
                context.number(),
                equals < 0 ? SET_FLAG : SET_TEXT,
                arena.allocateFrom(name).address(),
                equals < 0
                        ? 0
                        : arena.allocateFrom(option.substring(equals + 1)).address(),
                0);
    }
}
