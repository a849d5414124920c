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
 * Makes sparse files with an empty ext4 file system of a given free size. A file system is made once for each size, and
 * then copied.
 */
final class ScratchFiles implements AutoCloseable {
    /** Makes a file system without a journal, because it is not mounted again after a crash. */
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

    /**
     * A maker that keeps its files in a folder, which is made if it is missing. Files of an earlier instance are
     * removed.
     */
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
     * Makes a file, which the caller deletes.
     *
     * @param size the free space in it
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

    /** The space of the file system that holds the files. */
    ScratchRoom.FreeSpace space() {
        try {
            FileStore store = Files.getFileStore(folder);
            return new ScratchRoom.FreeSpace(new DataSize(store.getTotalSpace()), new DataSize(store.getUsableSpace()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Removes the templates. */
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
     * The size of a file system with this free space: a 64th is for inodes, and the kernel reserves 2 % of the clusters
     * or 16 MiB, whichever is less.
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
