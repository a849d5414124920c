package dev.hearth.dataplane.sandbox.container;

import dev.hearth.base.linux.Command;
import dev.hearth.base.linux.LinuxException;
import dev.hearth.base.linux.LoopDevice;
import dev.hearth.base.linux.MountNamespace;
import dev.hearth.base.linux.Mounts;
import dev.hearth.model.DataSize;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The writable {@code /tmp} of sandboxes: each a file system of exactly its size, on disk, so that it doesn't count as
 * the function's memory.
 *
 * <p>It is an ext4 file system in a sparse file, which is deleted as soon as it is mounted: when the last to use the
 * mount has gone, the kernel frees mount, device and file by itself, also after {@code kill -9}. A machine without
 * loop devices or ext4 gets one in memory instead.
 */
final class ScratchVolumes implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ScratchVolumes.class);

    /** No journal: nobody mounts it again. */
    private static final List<String> MAKE_FILE_SYSTEM = List.of(
            "mkfs.ext4",
            "-q",
            "-F",
            "-m",
            "0",
            "-i",
            "16384",
            "-O",
            "^has_journal,^resize_inode",
            "-E",
            "lazy_itable_init=1,nodiscard");

    /** The kernel need not write inode tables that are empty. */
    private static final String OPTIONS = "noinit_itable,nodiscard";

    private static final String PREFIX = "scratch-";

    private final Path files;
    private final Path points;
    private final MountNamespace mounts;
    private final AtomicLong numbers = new AtomicLong();
    private final ConcurrentHashMap<DataSize, Path> templates = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<Volume> ready = new ConcurrentLinkedQueue<>();
    private final Semaphore filling = new Semaphore(1);
    private final AtomicBoolean onDisk = new AtomicBoolean(LoopDevice.available());
    private volatile boolean closed;

    /**
     * @param files a folder on disk for the file systems' files
     * @param points a folder in the mount namespace, for their mounts
     */
    ScratchVolumes(Path files, Path points, MountNamespace mounts) {
        this.files = files;
        this.points = points;
        this.mounts = mounts;
    }

    /** Whether a file is one of those behind the file systems. */
    static boolean isOne(Path file) {
        return String.valueOf(file.getFileName()).startsWith(PREFIX);
    }

    /** A mounted file system. */
    static final class Volume {
        private final Path point;
        private final AtomicBoolean attached = new AtomicBoolean(true);

        private Volume(Path point) {
            this.point = point;
        }

        Path point() {
            return point;
        }

        /**
         * Takes the mount away, if it is still there; a sandbox that has it keeps it. On a thread of the mount
         * namespace.
         */
        void detach() {
            if (attached.getAndSet(false)) {
                try {
                    Mounts.detach(point);
                    Files.delete(point);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    /** One of this size, empty, that belongs to this user of the host. On a thread of the mount namespace. */
    Volume take(DataSize size, int user) throws IOException {
        Volume volume = size.equals(Limits.SCRATCH_USUAL) ? ready.poll() : null;
        if (volume == null) {
            volume = make(size);
        }
        Files.setAttribute(volume.point(), "unix:uid", user);
        Files.setAttribute(volume.point(), "unix:gid", user);
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

    private Volume make(DataSize size) throws IOException {
        Path point = points.resolve(Long.toString(numbers.incrementAndGet()));
        Files.createDirectory(point);
        if (onDisk.get()) {
            try {
                mountFile(size, point);
                return new Volume(point);
            } catch (LinuxException e) {
                if (onDisk.getAndSet(false)) {
                    LOG.warn("/tmp of sandboxes is in memory and counts as theirs: {}", e.getMessage());
                }
            }
        }
        Mounts.memoryWithoutDevices(point, "mode=700,size=" + size.bytes());
        return new Volume(point);
    }

    private void mountFile(DataSize size, Path point) throws IOException {
        Path file = files.resolve(PREFIX + numbers.incrementAndGet());
        try {
            if (templates.containsKey(size) || templates.size() < Limits.SCRATCH_TEMPLATES) {
                Path template = templates.computeIfAbsent(size, this::makeTemplate);
                copy(template, file);
            } else {
                makeFileSystem(file, size);
            }
            try (LoopDevice device = LoopDevice.of(file)) {
                Mounts.device(device.path(), point, "ext4", OPTIONS);
            }
        } finally {
            Files.deleteIfExists(file);
        }
        Files.deleteIfExists(point.resolve("lost+found"));
    }

    private Path makeTemplate(DataSize size) {
        Path file = files.resolve(PREFIX + "template-" + size.bytes());
        makeFileSystem(file, size);
        return file;
    }

    private static void copy(Path template, Path file) {
        List<String> command = List.of("cp", "--sparse=always", template.toString(), file.toString());
        Command.run(command, "", Limits.MAKE_FILE_SYSTEM);
    }

    /**
     * What a file system takes of which that much is free: a 64th is for inodes, and of clusters the kernel holds back
     * 2 % or 16 MiB, whichever is less.
     */
    private static long withOverhead(DataSize size) {
        long inodes = size.bytes() / 60;
        long heldBack = Math.min(size.bytes() / 48, DataSize.ofMebibytes(16).bytes());
        return size.bytes() + inodes + heldBack + DataSize.ofMebibytes(2).bytes();
    }

    private static void makeFileSystem(Path file, DataSize size) {
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            channel.write(ByteBuffer.allocate(1), withOverhead(size) - 1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        List<String> command = new ArrayList<>(MAKE_FILE_SYSTEM);
        command.add(file.toString());
        Command.run(command, "", Limits.MAKE_FILE_SYSTEM);
    }

    /** Removes what was prepared. The mount namespace is still there. */
    @Override
    public void close() {
        closed = true;
        // waits for one that is being made
        filling.acquireUninterruptibly();
        mounts.inside(() -> {
            for (Volume volume = ready.poll(); volume != null; volume = ready.poll()) {
                volume.detach();
            }
            for (Path template : templates.values()) {
                Files.deleteIfExists(template);
            }
            return true;
        });
    }
}
