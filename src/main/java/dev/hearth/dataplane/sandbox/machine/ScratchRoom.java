package dev.hearth.dataplane.sandbox.machine;

import dev.hearth.base.linux.LinuxException;
import dev.hearth.model.DataSize;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * The space of a file system that is promised to scratch volumes, which take space only when they are written to.
 *
 * <p>Every function has {@link Limits#SCRATCH_USUAL}, and few use much of it, so that only a small part of it is
 * counted. A function that asks for more will use it, so that the rest is counted in full. Space that volumes have
 * taken is counted twice, as promised and as used: so fewer volumes are made than there is space for, never more.
 */
final class ScratchRoom {
    private final Supplier<FreeSpace> space;
    private final AtomicLong promised = new AtomicLong();

    ScratchRoom(Supplier<FreeSpace> space) {
        this.space = space;
    }

    /** The size of a file system, and its free space. */
    record FreeSpace(DataSize total, DataSize free) {
        /** The space that is kept for other files, above all Hearth's data. */
        long reserve() {
            return Math.min(Limits.SCRATCH_RESERVE.bytes(), total.bytes() / Limits.SCRATCH_RESERVE_PART);
        }
    }

    /**
     * Promises the space of a volume, until it is given back.
     *
     * @throws LinuxException if there is not enough
     */
    void promise(DataSize size) {
        FreeSpace now = space.get();
        long most = now.free().bytes() - now.reserve();
        long all = promised.addAndGet(counted(size));
        if (all > most) {
            giveBack(size);
            throw new LinuxException("no disk space for a /tmp of " + size.toMebibytes() + " MB: of "
                    + now.free().toMebibytes() + " MB free, "
                    + now.reserve() / DataSize.ofMebibytes(1).bytes()
                    + " MB are kept for other data, and sandboxes have "
                    + (all - counted(size)) / DataSize.ofMebibytes(1).bytes()
                    + " MB");
        }
    }

    void giveBack(DataSize size) {
        promised.addAndGet(-counted(size));
    }

    private static long counted(DataSize size) {
        long usual = Math.min(size.bytes(), Limits.SCRATCH_USUAL.bytes());
        return usual / Limits.SCRATCH_USUAL_UNUSED + (size.bytes() - usual);
    }
}
