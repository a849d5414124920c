package dev.hearth.base.linux;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * One line of {@code /proc/self/mountinfo} (proc_pid_mountinfo(5)).
 *
 * @param point where it is mounted
 * @param type the file system's name
 * @param options those of the file system itself; for a cgroup version 1 mount its controllers are among them
 */
public record Mount(Path point, String type, Set<String> options) {
    private static final Path MOUNTS = Path.of("/proc/self/mountinfo");
    private static final int POINT_FIELD = 4;

    public Mount {
        options = Set.copyOf(options);
    }

    /** All that this process sees, in the order in which they were mounted. */
    public static List<Mount> all() {
        try {
            return parse(Files.readAllLines(MOUNTS));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<Mount> parse(List<String> lines) {
        List<Mount> mounts = new ArrayList<>();
        for (String line : lines) {
            // a variable number of fields, then " - ", type, source and the file system's options
            int separator = line.indexOf(" - ");
            String[] place = line.substring(0, separator).split(" ", -1);
            String[] system = line.substring(separator + " - ".length()).split(" ", -1);
            mounts.add(new Mount(
                    Path.of(unescape(place[POINT_FIELD])),
                    system[0],
                    Set.copyOf(Arrays.asList(system[system.length - 1].split(",", -1)))));
        }
        return List.copyOf(mounts);
    }

    /** Space, tab, newline and backslash come as a backslash and three octal digits. */
    private static String unescape(String text) {
        StringBuilder plain = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\' && i + 3 < text.length()) {
                plain.append((char) Integer.parseInt(text, i + 1, i + 4, 8));
                i += 3;
            } else {
                plain.append(c);
            }
        }
        return plain.toString();
    }
}
