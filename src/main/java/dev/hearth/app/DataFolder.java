package dev.hearth.app;

import dev.hearth.cli.OperatorToken;
import dev.hearth.cli.UsageException;
import dev.hearth.time.Ids;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The folder that holds all state. One server at a time runs over it. */
record DataFolder(Path path) {
    /** 256 bits. */
    private static final int TOKEN_DIGITS = 64;

    /** Opens the folder, or creates it. Only its owner may list it and read the secrets in it. */
    static DataFolder at(Path path) {
        try {
            if (Files.notExists(path)) {
                Path parent = path.getParent();
                if (parent != null) {
                    Files.createDirectories(parent);
                }
                // others may pass through it, because the users of sandboxes read bootstraps and unpacked code in it
                Files.createDirectory(path, only("rwx--x--x"));
            }
        } catch (IOException failed) {
            throw new UsageException("The data folder " + path + " can't be made: " + obstacle(path) + ".", failed);
        }
        if (!Files.isDirectory(path)) {
            throw new UsageException("The data folder can't be " + path + ": that is a file, not a folder.");
        }
        if (!Files.isReadable(path) || !Files.isWritable(path) || !Files.isExecutable(path)) {
            throw new UsageException("The data folder " + path + " may not be read and written by you.");
        }
        return new DataFolder(path);
    }

    private static String obstacle(Path path) {
        Path existing = path;
        while (Files.notExists(existing) && existing.getParent() != null) {
            existing = existing.getParent();
        }
        if (!Files.isDirectory(existing)) {
            return existing + " is a file, not a folder";
        }
        return Files.isWritable(existing)
                ? "the file system of " + existing + " does not allow it"
                : "you may not write to " + existing;
    }

    private static FileAttribute<?>[] only(String permissions) {
        Set<String> views = FileSystems.getDefault().supportedFileAttributeViews();
        return views.contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }

    /** Closes the folders that only the server reads. Sandboxes read other folders. */
    private void closeToOthers() throws IOException {
        for (Path folder : List.of(logs(), packages(), buckets())) {
            if (Files.notExists(folder)) {
                Files.createDirectory(folder, only("rwx------"));
            }
        }
    }

    /**
     * Claims the folder for one server. The claim ends when it is closed, or when the process ends, however it ends.
     */
    Claim claim() {
        Path file = path.resolve("lock");
        try {
            // another user who can open the file could hold a lock on it
            FileChannel channel = FileChannel.open(
                    file, Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE), only("rw-------"));
            FileLock lock = tryLock(channel);
            if (lock == null) {
                channel.close();
                throw new UsageException("Another Hearth runs over " + path
                        + ": stop it, or give this one a folder of its own with --data.");
            }
            closeToOthers();
            return new Claim(channel);
        } catch (IOException failed) {
            throw new UsageException("The file " + file + " can't be written by you.", failed);
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException heldByThisProcess) {
            return null;
        }
    }

    /** The token of the operator's requests, made at the first start. */
    String operatorToken(Ids ids) {
        return OperatorToken.keep(path, () -> ids.hex(TOKEN_DIGITS));
    }

    Path database() {
        return path.resolve("hearth.db");
    }

    Path packages() {
        return path.resolve("packages");
    }

    Path buckets() {
        return path.resolve("buckets");
    }

    Path code() {
        return path.resolve("code");
    }

    Path images() {
        return path.resolve("images");
    }

    Path logs() {
        return path.resolve("logs");
    }

    Path runtimes() {
        return path.resolve("runtimes");
    }

    Path sdk() {
        return path.resolve("sdk");
    }

    Path run() {
        return path.resolve("run");
    }

    /** The claim of a server on this folder, held as a file lock. */
    record Claim(FileChannel channel) implements AutoCloseable {
        @Override
        public void close() {
            try {
                channel.close();
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        }
    }
}
