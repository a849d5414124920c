package dev.hearth.neighbours.s3.folder;

import dev.hearth.neighbours.s3.Limits;
import dev.hearth.neighbours.s3.S3Error;
import dev.hearth.neighbours.s3.S3Exception;
import dev.hearth.time.Ids;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;

/** The folder of drafts, and durable operations on files and folders. */
final class Folders {
    private final Path drafts;
    private final Ids ids;

    /** Empties the folder of drafts, which has the unfinished files of an earlier process. */
    Folders(Path drafts, Ids ids) throws IOException {
        this.drafts = drafts;
        this.ids = ids;
        remove(drafts);
        Files.createDirectories(drafts);
    }

    Draft draft() throws IOException {
        return new Draft(draftPath());
    }

    /** A new file name on the same disk. */
    Path draftPath() {
        return drafts.resolve(ids.hex(32));
    }

    /** Writes a small file atomically and durably. */
    void write(Path target, byte[] content) throws IOException {
        Path draft = draftPath();
        try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            ByteBuffer left = ByteBuffer.wrap(content);
            while (left.hasRemaining()) {
                channel.write(left);
            }
            channel.force(true);
        }
        Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        force(parent(target));
    }

    /** Refuses a write that would fill the disk. */
    void mustFit(long bytes) throws IOException {
        if (Files.getFileStore(drafts).getUsableSpace() - bytes < Limits.FREE_BYTES) {
            throw new S3Exception(S3Error.INSUFFICIENT_STORAGE);
        }
    }

    /** Moves a folder out of its place atomically. The caller removes the returned folder with {@link #remove}. */
    Path setAside(Path folder) throws IOException {
        Path gone = draftPath();
        try {
            Files.move(folder, gone, StandardCopyOption.ATOMIC_MOVE);
            force(parent(folder));
        } catch (NoSuchFileException alreadyGone) {
            return gone;
        }
        return gone;
    }

    /** Makes changes of names in a folder durable, by forcing the folder to the disk. */
    static void force(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** Creates a folder durably. */
    static void create(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(folder);
            force(parent(folder));
        }
    }

    static Path parent(Path path) {
        Path parent = path.getParent();
        if (parent == null) {
            throw new UncheckedIOException(new IOException("no folder above " + path));
        }
        return parent;
    }

    static String name(Path path) {
        return String.valueOf(path.getFileName());
    }

    static void remove(Path tree) throws IOException {
        if (Files.notExists(tree)) {
            return;
        }
        Files.walkFileTree(tree, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(
                    Path folder, @org.jspecify.annotations.Nullable IOException failure) throws IOException {
                if (failure != null) {
                    throw failure;
                }
                Files.delete(folder);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
