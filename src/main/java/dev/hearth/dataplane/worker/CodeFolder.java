package dev.hearth.dataplane.worker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * An unpacked code package.
 *
 * <pre>
 * from     event     to       notes
 * UNUSED   acquire   USED     any number of times
 * USED     release   UNUSED   as often as it was acquired
 * UNUSED   retire    RETIRED  it is removed, and can't be acquired any more
 * </pre>
 */
final class CodeFolder {
    private static final int RETIRED = -1;
    private static final long UNKNOWN = -1;

    private final String digest;
    private final Path path;
    private final AtomicInteger users = new AtomicInteger();
    private volatile long lastUse;
    private volatile long bytes = UNKNOWN;

    CodeFolder(String digest, Path path, long lastUse) {
        this.digest = digest;
        this.path = path;
        this.lastUse = lastUse;
    }

    String digest() {
        return digest;
    }

    Path path() {
        return path;
    }

    /**
     * Counts a use of the folder; false if it is retired.
     *
     * @param use a number that grows with each use of any package
     */
    boolean acquire(long use) {
        int count = users.getAndUpdate(now -> now == RETIRED ? RETIRED : now + 1);
        lastUse = use;
        return count != RETIRED;
    }

    void release() {
        if (users.getAndDecrement() <= 0) {
            throw new IllegalStateException("released more often than acquired: " + path);
        }
    }

    /** Retires the folder; false if it is in use, or retired already. */
    boolean retire() {
        return users.compareAndSet(0, RETIRED);
    }

    boolean isUsed() {
        return users.get() > 0;
    }

    long lastUse() {
        return lastUse;
    }

    /**
     * The disk space of the folder. It is counted at the first call, because a cache that never fills up need not know
     * it. A file system can run out of inodes as well as of blocks, so each file counts at least as much as an inode.
     */
    long bytes() {
        if (bytes == UNKNOWN) {
            try (Stream<Path> files = Files.walk(path)) {
                bytes = files.mapToLong(CodeFolder::size).sum();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return bytes;
    }

    private static long size(Path file) {
        try {
            long size = Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                    .size();
            return Math.max(Limits.INODE_BYTES, Math.ceilDiv(size, Limits.BLOCK_BYTES) * Limits.BLOCK_BYTES);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
