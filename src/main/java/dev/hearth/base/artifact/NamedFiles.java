package dev.hearth.base.artifact;

import dev.hearth.time.Time;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Files that get their final names when they are complete and on disk, and are removed when they were not used for some
 * time.
 *
 * <p>Placing, touching and removing a file are atomic, so a file that was just touched is not removed.
 */
public final class NamedFiles {
    private final Time time;

    /** Held while a file is renamed or removed, never while bytes are written. */
    private final ReentrantLock naming = new ReentrantLock();

    public NamedFiles(Time time) {
        this.time = time;
    }

    /** Moves a file that is forced to disk to its final name. An existing file is replaced. */
    public void place(Path draft, Path file) throws IOException {
        Files.setLastModifiedTime(draft, FileTime.from(time.now()));
        naming.lock();
        try {
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            naming.unlock();
        }
        DiskFiles.force(file.resolveSibling("."));
    }

    /** Sets a file's modification time to now, or throws {@link NoSuchFileException}. */
    public void touch(Path file) throws IOException {
        naming.lock();
        try {
            Files.setLastModifiedTime(file, FileTime.from(time.now()));
        } finally {
            naming.unlock();
        }
    }

    /** Removes a file if it is older than this; whether it was removed. */
    public boolean removeOlder(Path file, Duration age) throws IOException {
        naming.lock();
        try {
            return Files.getLastModifiedTime(file)
                            .toInstant()
                            .isBefore(time.now().minus(age))
                    && Files.deleteIfExists(file);
        } catch (NoSuchFileException e) {
            return false;
        } finally {
            naming.unlock();
        }
    }
}
