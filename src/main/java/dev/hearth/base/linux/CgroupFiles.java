package dev.hearth.base.linux;

import dev.hearth.model.DataSize;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads and writes the control files of cgroups. */
final class CgroupFiles {
    static final String PROCESSES = "cgroup.procs";

    /**
     * The file of threads in version 1. A single-threaded process that writes itself to this file enters at once. With
     * the file of processes it waits until the kernel has seen each processor in a quiescent state, some 5 to 20 ms on
     * an idle machine.
     */
    static final String THREADS = "tasks";

    private static final Integer LINKS_OF_EMPTY_FOLDER = 2;

    private CgroupFiles() {}

    /** Writes a value; a refusal is a failure. */
    static void write(Path file, String value) {
        try {
            writeOrThrow(file, value);
        } catch (IOException e) {
            throw new LinuxException("\"" + value + "\" can't be written to " + file + ": " + reason(e), e);
        }
    }

    static void writeOrThrow(Path file, String value) throws IOException {
        Files.writeString(file, value, StandardOpenOption.WRITE);
    }

    /** Writes a value, unless this kernel has no such file or the cgroup was just removed. */
    static void writeIfThere(Path file, String value) {
        if (Files.exists(file)) {
            try {
                write(file, value);
            } catch (LinuxException e) {
                if (Files.exists(file)) {
                    throw e;
                }
            }
        }
    }

    static String read(Path file) {
        return readIfThere(file).orElseThrow(() -> new LinuxException(file + " is not there"));
    }

    static Optional<String> readIfThere(Path file) {
        try {
            return Optional.of(Files.readString(file).strip());
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            // the cgroup was removed after the file was opened
            if (!Files.exists(file)) {
                return Optional.empty();
            }
            throw new LinuxException(file + " can't be read: " + reason(e), e);
        }
    }

    /**
     * Limits the memory of a cgroup of version 1, swap included. The limit with swap exists only where the kernel
     * counts swap. It must never be below the limit without swap.
     */
    static void limitMemory1(Path cgroup, DataSize most) {
        Path memory = cgroup.resolve("memory.limit_in_bytes");
        Path withSwap = cgroup.resolve("memory.memsw.limit_in_bytes");
        String limit = Long.toString(most.bytes());
        if (most.bytes() > readNumber(memory)) {
            writeIfThere(withSwap, limit);
            write(memory, limit);
        } else {
            write(memory, limit);
            writeIfThere(withSwap, limit);
        }
    }

    /** Limits the memory of a cgroup of version 2, without any swap. */
    static void limitMemory2(Path cgroup, DataSize most) {
        write(cgroup.resolve("memory.max"), Long.toString(most.bytes()));
        writeIfThere(cgroup.resolve("memory.swap.max"), "0");
    }

    /**
     * The used memory without what the kernel can free. The numbers are read one after the other, so that their
     * difference may be negative; the result is at least zero.
     */
    static DataSize without(long usedBytes, long... freeableBytes) {
        return new DataSize(Math.max(0, usedBytes - Arrays.stream(freeableBytes).sum()));
    }

    static long readNumber(Path file) {
        return Long.parseLong(read(file));
    }

    /** The value of a key in a file with one key and value on each line; zero if the key is missing. */
    static long readKey(Path file, String key) {
        return read(file)
                .lines()
                .filter(line -> line.startsWith(key + " "))
                .mapToLong(line -> Long.parseLong(line.substring(key.length() + 1)))
                .findFirst()
                .orElse(0);
    }

    /** The processes of a cgroup without those of its children; none if it is gone. */
    static List<Long> processes(Path cgroup) {
        return readIfThere(cgroup.resolve(PROCESSES)).stream()
                .flatMap(String::lines)
                .map(Long::valueOf)
                .toList();
    }

    /** The children of a cgroup; none if it is gone. */
    static List<Path> children(Path cgroup) {
        if (hasNone(cgroup)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(cgroup)) {
            return entries.filter(entry -> Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS))
                    .toList();
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            throw new LinuxException(cgroup + " can't be listed: " + reason(e), e);
        }
    }

    /**
     * Whether the link count shows that a cgroup has no children: one link for itself, one from its parent, and one
     * from each child. This is faster than reading the folder.
     */
    private static boolean hasNone(Path cgroup) {
        try {
            return Files.getAttribute(cgroup, "unix:nlink", LinkOption.NOFOLLOW_LINKS)
                    .equals(LINKS_OF_EMPTY_FOLDER);
        } catch (IOException e) {
            return false; // reading the folder reports the failure
        }
    }

    static void make(Path cgroup) {
        try {
            Files.createDirectories(cgroup);
        } catch (IOException e) {
            throw new LinuxException("cgroup " + cgroup + " can't be made: " + reason(e), e);
        }
    }

    /** Removes a cgroup with its children. Their processes were killed before; waits until they have ended. */
    static void remove(Path cgroup) {
        children(cgroup).forEach(CgroupFiles::remove);
        if (!Poll.until(() -> removed(cgroup), Limits.CGROUP_EMPTY)) {
            throw new LinuxException(
                    "cgroup " + cgroup + " can't be removed: processes " + processes(cgroup) + " are in it");
        }
    }

    /**
     * Removes a cgroup whose processes have been killed, if it becomes empty soon.
     *
     * @return false if it still exists: one of its processes has not ended, or it has children
     */
    static boolean removedSoon(Path cgroup) {
        return Poll.until(() -> removed(cgroup), Limits.CGROUP_EMPTY_USUALLY);
    }

    /** Removes a cgroup if it is empty. True if it is gone. */
    static boolean removed(Path cgroup) {
        try {
            Files.deleteIfExists(cgroup);
            return true;
        } catch (DirectoryNotEmptyException e) {
            return false;
        } catch (FileSystemException e) {
            if (String.valueOf(e.getReason()).contains("busy")) {
                return false;
            }
            throw new LinuxException("cgroup " + cgroup + " can't be removed: " + reason(e), e);
        } catch (IOException e) {
            throw new LinuxException("cgroup " + cgroup + " can't be removed: " + reason(e), e);
        }
    }

    private static String reason(IOException e) {
        return e instanceof FileSystemException f && f.getReason() != null ? f.getReason() : String.valueOf(e);
    }
}
