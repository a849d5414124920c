package dev.hearth.base.linux;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * How many processes and threads the cgroups of a tree may have together.
 *
 * <p>The kernel has one space of process numbers for the whole machine. A sandbox's own limit does not protect it: 32
 * sandboxes of 1,024 processes would use up 32,768 numbers, and the machine's administrator could not even log in.
 */
final class TaskLimit {
    /** The parts of the machine's tasks that sandboxes do not get: Hearth's own, and all else that runs on it. */
    private static final int KEPT = 4;

    private static final Path NUMBERS = Path.of("/proc/sys/kernel/pid_max");
    private static final Path THREADS = Path.of("/proc/sys/kernel/threads-max");

    private TaskLimit() {}

    /** For {@code pids.max} of the tree, in both versions. */
    static String ofAll() {
        return of(read(NUMBERS), read(THREADS));
    }

    /** In one read: the kernel gives no more of such a file to a second one. */
    private static long read(Path file) {
        try {
            return Long.parseLong(Files.readAllLines(file).getFirst().strip());
        } catch (IOException e) {
            throw new LinuxException(file + " can't be read", e);
        }
    }

    /**
     * @param numbers how many process numbers the kernel has
     * @param threads how many threads it makes at most
     */
    static String of(long numbers, long threads) {
        long tasks = Math.min(numbers, threads);
        return Long.toString(tasks - tasks / KEPT);
    }
}
