package dev.hearth.base.linux;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The limit of processes and threads of all cgroups of a tree together.
 *
 * <p>The kernel has one space of process numbers for the whole machine. The limits of single sandboxes do not protect
 * it: 32 sandboxes of 1,024 processes would use all of 32,768 numbers, and the machine's administrator could not log
 * in.
 */
final class TaskLimit {
    /**
     * The fraction of the machine's tasks that sandboxes do not get, which is left for Hearth and other programs: one
     * in so many.
     */
    private static final int KEPT = 4;

    private static final Path NUMBERS = Path.of("/proc/sys/kernel/pid_max");
    private static final Path THREADS = Path.of("/proc/sys/kernel/threads-max");

    private TaskLimit() {}

    /** For {@code pids.max} of the tree, in both versions. */
    static String ofAll() {
        return of(read(NUMBERS), read(THREADS));
    }

    /** Reads a number with one call, because the kernel returns nothing to a second one. */
    private static long read(Path file) {
        try {
            return Long.parseLong(Files.readAllLines(file).getFirst().strip());
        } catch (IOException e) {
            throw new LinuxException(file + " can't be read", e);
        }
    }

    /**
     * @param numbers the process numbers of the kernel
     * @param threads the kernel's limit of threads
     */
    static String of(long numbers, long threads) {
        long tasks = Math.min(numbers, threads);
        return Long.toString(tasks - tasks / KEPT);
    }
}
