package dev.hearth.dataplane.sandbox.machine;

import dev.hearth.base.linux.LinuxException;
import dev.hearth.base.linux.LoopDevice;
import dev.hearth.base.linux.MountNamespace;
import dev.hearth.base.linux.MountTree;
import dev.hearth.model.DataSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The writable {@code /tmp} of sandboxes: each a file system of exactly its size, on disk, so that it doesn't count as
 * the function's memory.
 *
 * <p>It is one of the {@link ScratchFiles}, which is deleted as soon as it is mounted: when the last to use the mount
 * has gone, the kernel frees mount, device and file by itself, also after {@code kill -9}. A machine without loop
 * devices or ext4 gets one in memory instead.
 */
final class ScratchVolumes implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ScratchVolumes.class);

    /** The kernel need not write inode tables that are empty. */
    private static final List<String> OPTIONS = List.of("noinit_itable", "nodiscard");

    private final ScratchFiles files;
    private final Path points;
    private final MountNamespace mounts;
    private final AtomicLong numbers = new AtomicLong();
    private final ConcurrentLinkedQueue<ScratchVolume> ready = new ConcurrentLinkedQueue<>();
    private final Semaphore filling = new Semaphore(1);
    private final ScratchRoom room;
    private final AtomicBoolean onDisk = new AtomicBoolean(LoopDevice.available());
    private final ReentrantLock choosingDevice = new ReentrantLock();
    private volatile boolean closed;

    /** @param points a folder in the mount namespace, for their mounts */
    ScratchVolumes(ScratchFiles files, Path points, MountNamespace mounts) {
        this.files = files;
        this.points = points;
        this.mounts = mounts;
        this.room = new ScratchRoom(files::space);
    }

    /**
     * Promises the space of a volume, before it is taken.
     *
     * @throws LinuxException if the disk has not so much
     */
    void promise(DataSize size) {
        room.promise(size);
    }

    /** Gives back the space of a volume that is not used any more. */
    void giveBack(DataSize size) {
        room.giveBack(size);
    }

    /**
     * One of this size, empty. It belongs to this user of the host; others may write to it too, as to any {@code /tmp}.
     */
    ScratchVolume take(DataSize size, int user) {
        ScratchVolume prepared = size.equals(Limits.SCRATCH_USUAL) ? ready.poll() : null;
        ScratchVolume volume = prepared == null ? mounts.inside(() -> make(size)) : prepared;
        volume.own(user);
        return volume;
    }

    /** Prepares some of the usual size in the background. */
    void refill() {
        if (ready.size() < Limits.SCRATCH_READY && filling.tryAcquire()) {
            Thread.ofVirtual().name("scratch-refill").start(() -> {
                try {
                    while (!closed && ready.size() < Limits.SCRATCH_READY) {
                        ready.add(mounts.inside(() -> make(Limits.SCRATCH_USUAL)));
                    }
                } catch (RuntimeException e) {
                    LOG.warn("scratch volumes can't be prepared ahead", e);
                } finally {
                    filling.release();
                }
            });
        }
    }

    private ScratchVolume make(DataSize size) throws IOException {
        Path point = points.resolve(Long.toString(numbers.incrementAndGet()));
        if (onDisk.get()) {
            try {
                return new ScratchVolume(mountFile(size), point, mounts);
            } catch (LinuxException e) {
                if (onDisk.getAndSet(false)) {
                    LOG.warn("/tmp of sandboxes is in memory and counts as theirs: {}", e.getMessage());
                }
            }
        }
        return new ScratchVolume(
                MountTree.make("tmpfs", "tmpfs", List.of("mode=1777", "size=" + size.bytes())), point, mounts);
    }

    private MountTree mountFile(DataSize size) throws IOException {
        Path file = files.make(size);
        MountTree tree;
        try (LoopDevice device = LoopDevice.of(file, choosingDevice)) {
            tree = MountTree.make("ext4", device.path().toString(), OPTIONS);
        } finally {
            Files.deleteIfExists(file);
        }
        try {
            Files.deleteIfExists(tree.path().resolve("lost+found"));
            Files.setAttribute(tree.path(), "unix:mode", 01777);
            return tree;
        } catch (IOException e) {
            tree.close();
            throw e;
        }
    }

    /** Removes what was prepared. The mount namespace is still there. */
    @Override
    public void close() {
        closed = true;
        // waits for one that is being made
        filling.acquireUninterruptibly();
        for (ScratchVolume volume = ready.poll(); volume != null; volume = ready.poll()) {
            volume.close();
        }
        files.close();
    }
}
