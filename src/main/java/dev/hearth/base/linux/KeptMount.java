package dev.hearth.base.linux;

import dev.hearth.base.linux.Kernel.Call;
import java.lang.foreign.Arena;
import java.nio.file.Path;

/**
 * A mount that is in no mount namespace: an open descriptor of this process keeps it ({@code open_tree(2)}).
 *
 * <p>What is mounted in a namespace is copied into every mount namespace that is made from it later; this is not. It
 * goes when the descriptor is closed, so also when this process ends, however it ends.
 */
public final class KeptMount implements AutoCloseable {
    private static final long CLONE = 1;
    private static final long FROM_DESCRIPTOR = 4;

    private final Descriptor descriptor;

    private KeptMount(Descriptor descriptor) {
        this.descriptor = descriptor;
    }

    /** Another mount of what is mounted at a point, which may then be detached; by a thread of its namespace. */
    public static KeptMount of(Path point) {
        try (Arena arena = Arena.ofConfined()) {
            return new KeptMount(new Descriptor(Kernel.checked(
                    "the mount at " + point + " can't be kept",
                    Call.OPEN_TREE,
                    Kernel.CURRENT_FOLDER,
                    arena.allocateFrom(point.toString()).address(),
                    CLONE | Kernel.CLOSE_ON_EXEC)));
        }
    }

    /** Mounts it at a point, in the mount namespace of the calling thread, which keeps it from then on: once. */
    public void attach(Path point) {
        try (Arena arena = Arena.ofConfined()) {
            Kernel.checked(
                    "what was kept can't be mounted at " + point,
                    Call.MOVE_MOUNT,
                    descriptor.number(),
                    arena.allocateFrom("").address(),
                    Kernel.CURRENT_FOLDER,
                    arena.allocateFrom(point.toString()).address(),
                    FROM_DESCRIPTOR);
        }
    }

    /** Lets go of it; again: no effect. */
    @Override
    public void close() {
        descriptor.close();
    }
}
