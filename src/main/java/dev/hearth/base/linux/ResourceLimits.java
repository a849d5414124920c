package dev.hearth.base.linux;

import dev.hearth.base.linux.Kernel.Call;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** The resource limits of this process ({@code getrlimit(2)}), which its children can't raise. */
public final class ResourceLimits {
    private static final Path OWN = Path.of("/proc/self/limits");
    private static final Path MOST_OPEN_FILES = Path.of("/proc/sys/fs/nr_open");
    private static final String UNLIMITED = "unlimited";
    private static final int OPEN_FILES = 7;

    /** {@code Max processes             96364                96364                processes}. */
    private static final int HARD = 1;

    private ResourceLimits() {}

    /** The limit of processes and threads, but at most so many. */
    public static long processes(long most) {
        return hard("Max processes", most);
    }

    /** The limit of pending signals, but at most so many. */
    public static long pendingSignals(long most) {
        return hard("Max pending signals", most);
    }

    /** How many files this process may have open, at most so many. */
    public static long openFiles(long most) {
        return hard("Max open files", most);
    }

    /**
     * Lets this process have as many open files as the kernel allows to any, up to {@link Limits#OPEN_FILES}. Where it
     * has not the right to raise its limit ({@code CAP_SYS_RESOURCE}), it gets what it may have without.
     */
    public static void raiseOpenFiles() {
        if (!Files.exists(MOST_OPEN_FILES)) {
            return;
        }
        long present = openFiles(Long.MAX_VALUE);
        long wanted = Math.min(KernelLimits.read(MOST_OPEN_FILES), Limits.OPEN_FILES);
        if (wanted <= present || !limitOpenFiles(wanted)) {
            boolean _ = limitOpenFiles(present);
        }
    }

    private static boolean limitOpenFiles(long files) {
        try (Arena arena = Arena.ofConfined()) {
            // struct rlimit64: the limit in force, and the highest to which it may be set
            MemorySegment limit = arena.allocateFrom(ValueLayout.JAVA_LONG, files, files);
            return Kernel.call(Call.PRLIMIT64, 0, OPEN_FILES, limit.address(), 0) == 0;
        }
    }

    private static long hard(String name, long most) {
        try {
            String line = Files.readAllLines(OWN).stream()
                    .filter(each -> each.startsWith(name + " "))
                    .findFirst()
                    .orElse("");
            List<String> values = Arrays.stream(line.substring(Math.min(line.length(), name.length()))
                            .strip()
                            .split("\\s+", -1))
                    .toList();
            return values.size() <= HARD || values.get(HARD).equals(UNLIMITED)
                    ? most
                    : Math.min(most, Long.parseLong(values.get(HARD)));
        } catch (IOException e) {
            throw new LinuxException(OWN + " can't be read", e);
        }
    }
}
