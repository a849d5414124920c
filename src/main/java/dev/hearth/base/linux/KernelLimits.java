package dev.hearth.base.linux;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** Limits of this machine's kernel that all its processes share. */
public final class KernelLimits {
    /**
     * How many cgroups with memory there can be: their ids have 16 bits ({@code MEM_CGROUP_ID_MAX}). A removed one
     * keeps its id while the kernel still has pages of files that were charged to it.
     */
    public static final long CGROUPS = 65_535;

    private static final Path PROCESS_NUMBERS = Path.of("/proc/sys/kernel/pid_max");
    private static final Path THREADS = Path.of("/proc/sys/kernel/threads-max");
    private static final Path USERS = Path.of("/proc/sys/user");

    private KernelLimits() {}

    /** Processes and threads. */
    public static long tasks() {
        return Math.min(read(PROCESS_NUMBERS), read(THREADS));
    }

    /** How many namespaces of each kind one user may have: the least of all kinds. */
    public static long namespaces() {
        try (Stream<Path> files = Files.list(USERS)) {
            LongStream limits = files.filter(file -> file.toString().endsWith("_namespaces"))
                    .mapToLong(KernelLimits::read);
            return limits.min().orElse(Long.MAX_VALUE);
        } catch (IOException e) {
            throw new LinuxException(USERS + " can't be read", e);
        }
    }

    /** A number. In one read: the kernel gives no more of such a file to a second one. */
    static long read(Path file) {
        try {
            return Long.parseLong(Files.readAllLines(file).getFirst().strip());
        } catch (IOException e) {
            throw new LinuxException(file + " can't be read", e);
        }
    }
}
