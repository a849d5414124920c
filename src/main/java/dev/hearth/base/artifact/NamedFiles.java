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
 * Files that get their names when they are whole and on disk, and lose them when nobody has asked for them for a while.
 *
 * <p>To give a name, to ask for one and to look whether it is old are each one step: what has just been asked for does
 * not go.
 */
public final class NamedFiles {
    private final Time time;

    /** Held while a file gets or loses its name, never while bytes are written. */
    private final ReentrantLock naming = new ReentrantLock();

    public NamedFiles(Time time) {
        this.time = time;
    }

    /** Gives a file, forced to disk before, its name; also one that another has, which it replaces. */
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

    /** Makes a file young again, or throws {@link NoSuchFileException}. */
    public void touch(Path file) throws IOException {
        naming.lock();
        try {
            Files.setLastModifiedTime(file, FileTime.from(time.now()));
        } finally {
            naming.unlock();
        }
    }

    /** Removes a file that is older than this; whether it did. */
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
