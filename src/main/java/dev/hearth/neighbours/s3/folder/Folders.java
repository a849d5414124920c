package dev.hearth.neighbours.s3.folder;

import dev.hearth.base.artifact.DiskFiles;
import dev.hearth.neighbours.s3.Limits;
import dev.hearth.neighbours.s3.S3Error;
import dev.hearth.neighbours.s3.S3Exception;
import dev.hearth.time.Ids;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** The folder of drafts, and durable operations on files and folders. */
final class Folders {
    private final Path drafts;
    private final Ids ids;

    /** Empties the folder of drafts, which has the unfinished files of an earlier process. */
    Folders(Path drafts, Ids ids) throws IOException {
        this.drafts = drafts;
        this.ids = ids;
        DiskFiles.delete(drafts);
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
        DiskFiles.replace(target, draftPath(), content);
        DiskFiles.force(parent(target));
    }

    /** Refuses a write that would fill the disk. */
    void mustFit(long bytes) throws IOException {
        if (Files.getFileStore(drafts).getUsableSpace() - bytes < Limits.FREE_BYTES) {
            throw new S3Exception(S3Error.INSUFFICIENT_STORAGE);
        }
    }

    /** Moves a folder out of its place atomically. The caller deletes the folder that is returned. */
    Path setAside(Path folder) throws IOException {
        Path gone = draftPath();
        try {
            Files.move(folder, gone, StandardCopyOption.ATOMIC_MOVE);
            DiskFiles.force(parent(folder));
        } catch (NoSuchFileException alreadyGone) {
            return gone;
        }
        return gone;
    }

    /** Creates a folder durably. */
    static void create(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(folder);
            DiskFiles.force(parent(folder));
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
}
