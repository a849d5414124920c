package dev.hearth.base.linux;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** The resource limits of this process ({@code getrlimit(2)}), which its children can't raise. */
public final class ResourceLimits {
    private static final Path OWN = Path.of("/proc/self/limits");
    private static final String UNLIMITED = "unlimited";

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
