package dev.hearth.dataplane.sandbox.machine;

import dev.hearth.base.linux.Command;
import dev.hearth.base.linux.SparseFile;
import dev.hearth.model.DataSize;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * Files with an empty ext4 file system of a given free size in them, sparse, on disk. A file system is made once for
 * each size and copied from then on.
 */
final class ScratchFiles implements AutoCloseable {
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

    private static final String PREFIX = "scratch-";

    private final Path folder;
    private final AtomicLong numbers = new AtomicLong();
    private final ConcurrentHashMap<DataSize, SparseFile> templates = new ConcurrentHashMap<>();

    private ScratchFiles(Path folder) {
        this.folder = folder;
    }

    /** Keeps them in this folder, made if need be, and removes those of an earlier life. */
    static ScratchFiles in(Path folder) {
        try {
            Files.createDirectories(folder);
            try (Stream<Path> files = Files.list(folder)) {
                for (Path file : files.filter(ScratchFiles::isOne).toList()) {
                    Files.delete(file);
                }
            }
            return new ScratchFiles(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * A new one, which is the caller's to delete.
     *
     * @param size what is free in it
     * @throws dev.hearth.base.linux.LinuxException if this machine can't make an ext4 file system
     */
    Path make(DataSize size) throws IOException {
        Path file = folder.resolve(PREFIX + numbers.incrementAndGet());
        if (templates.containsKey(size) || templates.size() < Limits.SCRATCH_TEMPLATES) {
            templates.computeIfAbsent(size, this::makeTemplate).copyTo(file);
        } else {
            makeFileSystem(file, size);
        }
        return file;
    }

    /** What the file system has on which they are. */
    ScratchRoom.FreeSpace space() {
        try {
            FileStore store = Files.getFileStore(folder);
            return new ScratchRoom.FreeSpace(new DataSize(store.getTotalSpace()), new DataSize(store.getUsableSpace()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Removes what later ones would be copied from. */
    @Override
    public void close() {
        for (SparseFile template : templates.values()) {
            try {
                Files.deleteIfExists(template.path());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static boolean isOne(Path file) {
        return String.valueOf(file.getFileName()).startsWith(PREFIX);
    }

    private SparseFile makeTemplate(DataSize size) {
        Path file = folder.resolve(PREFIX + "template-" + size.bytes());
        makeFileSystem(file, size);
        return SparseFile.of(file);
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
}
