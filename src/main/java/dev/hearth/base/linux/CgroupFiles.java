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

/** Reads and writes the small files by which cgroups are used. */
final class CgroupFiles {
    static final String PROCESSES = "cgroup.procs";

    /**
     * Version 1: threads. Whoever enters here by itself enters at once; by the other file it waits until the kernel has
     * seen every processor pause, some 5 to 20 ms on a machine that was quiet.
     */
    static final String THREADS = "tasks";

    private static final Integer LINKS_OF_EMPTY_FOLDER = 2;

    private CgroupFiles() {}

    /** Writes a value that must be taken. */
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

    /** Writes a value if the kernel has such a file, and the cgroup is not removed at the same moment. */
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
     * Limits the memory of a cgroup of version 1, swapped out memory included. The limit with swap, which is there only
     * where the kernel counts that, must never be below the other one.
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

    /** The same in version 2: nothing is swapped out. */
    static void limitMemory2(Path cgroup, DataSize most) {
        write(cgroup.resolve("memory.max"), Long.toString(most.bytes()));
        writeIfThere(cgroup.resolve("memory.swap.max"), "0");
    }

    /** What is used of memory, without what the kernel can free: each is read at a moment of its own. */
    static DataSize without(long usedBytes, long... freeableBytes) {
        return new DataSize(Math.max(0, usedBytes - Arrays.stream(freeableBytes).sum()));
    }

    static long readNumber(Path file) {
        return Long.parseLong(read(file));
    }

    /** The number behind a key, in a file with one key and number on each line; zero if the key is not there. */
    static long readKey(Path file, String key) {
        return read(file)
                .lines()
                .filter(line -> line.startsWith(key + " "))
                .mapToLong(line -> Long.parseLong(line.substring(key.length() + 1)))
                .findFirst()
                .orElse(0);
    }

    /** The processes directly in a cgroup; none if it is gone. */
    static List<Long> processes(Path cgroup) {
        return readIfThere(cgroup.resolve(PROCESSES)).stream()
                .flatMap(String::lines)
                .map(Long::valueOf)
                .toList();
    }

    /** The cgroups directly below; none if this one is gone. */
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

    /** A folder has a link for itself, one from above, and one from each folder below: no need to look at its files. */
    private static boolean hasNone(Path cgroup) {
        try {
            return Files.getAttribute(cgroup, "unix:nlink", LinkOption.NOFOLLOW_LINKS)
                    .equals(LINKS_OF_EMPTY_FOLDER);
        } catch (IOException e) {
            return false; // the list tells why
        }
    }

    static void make(Path cgroup) {
        try {
            Files.createDirectories(cgroup);
        } catch (IOException e) {
            throw new LinuxException("cgroup " + cgroup + " can't be made: " + reason(e), e);
        }
    }

    /** Removes a cgroup and all below, emptied of processes before; waits for those that are still dying. */
    static void remove(Path cgroup) {
        children(cgroup).forEach(CgroupFiles::remove);
        if (!Poll.until(() -> removed(cgroup), Limits.CGROUP_EMPTY)) {
            throw new LinuxException(
                    "cgroup " + cgroup + " can't be removed: processes " + processes(cgroup) + " are in it");
        }
    }

    /**
     * Removes a cgroup whose processes have been sent the signal that kills, if it becomes empty soon.
     *
     * @return false if it is still there: a process in it lives, or another cgroup is below
     */
    static boolean removedSoon(Path cgroup) {
        return Poll.until(() -> removed(cgroup), Limits.CGROUP_EMPTY_USUALLY);
    }

    /** Removes a cgroup if it is empty; whether it is gone. */
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
