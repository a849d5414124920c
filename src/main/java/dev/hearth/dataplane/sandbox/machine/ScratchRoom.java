package dev.hearth.dataplane.sandbox.machine;

import dev.hearth.base.linux.LinuxException;
import dev.hearth.model.DataSize;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * How much of a file system is promised to scratch volumes, which take space only when they are written to.
 *
 * <p>Every function has {@link Limits#SCRATCH_USUAL}, and few use much of that, so of this part little is counted. Who
 * asks for more means to use it, so the rest is counted in full. What the volumes have taken already is counted twice,
 * as promised and as not free any more: then fewer volumes are made than there is space for, never more.
 */
final class ScratchRoom {
    private final Supplier<FreeSpace> space;
    private final AtomicLong promised = new AtomicLong();

    ScratchRoom(Supplier<FreeSpace> space) {
        this.space = space;
    }

    /** What a file system has, and what of it is free now. */
    record FreeSpace(DataSize total, DataSize free) {
        /** What is kept for all else that is stored there: Hearth's data above all. */
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
