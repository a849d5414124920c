package dev.hearth.base.http;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** How many files, connections among them, this process may have open. */
public final class OpenFiles {
    private static final Path LIMITS = Path.of("/proc/self/limits");
    private static final String NAME = "Max open files";

    private OpenFiles() {}

    /**
     * The part of them that one server's connections may have. A server that is refused a descriptor for a connection
     * gives up, so it must not come to that. Three servers have three eighths; most of the rest is for sandboxes.
     */
    public static int forOneServer() {
        return (int) Math.min(Integer.MAX_VALUE, most() / 8);
    }

    /** Very many where the system does not tell. */
    private static long most() {
        try {
            return Files.exists(LIMITS) ? most(Files.readString(LIMITS)) : Long.MAX_VALUE;
        } catch (IOException e) {
            return Long.MAX_VALUE;
        }
    }

    /** The soft limit in the kernel's table of a process's limits. */
    static long most(String table) {
        return table.lines()
                .filter(line -> line.startsWith(NAME))
                .map(line -> line.substring(NAME.length()).strip().split(" +", 2)[0])
                .filter(number -> !number.equals("unlimited"))
                .mapToLong(Long::parseLong)
                .findFirst()
                .orElse(Long.MAX_VALUE);
    }
}
