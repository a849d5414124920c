package dev.hearth.sandbox.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A process and all that it started.
 *
 * <p>They are the process, its descendants, and, where {@code /proc} tells, those in its session and those whose
 * {@code TMPDIR} is its scratch folder: a child whose parent ended is nobody's descendant any more. They are killed and
 * looked for again until there are none. Elsewhere, such a child escapes once its parent has ended.
 */
final class ProcessTree {
    private static final Logger LOG = LoggerFactory.getLogger(ProcessTree.class);
    private static final Path PROC = Path.of("/proc");

    private final ProcessHandle root;
    private final Path scratch;

    ProcessTree(ProcessHandle root, Path scratch) {
        this.root = root;
        this.scratch = scratch;
    }

    /** Kills all of it; returns when none is left. */
    void kill() {
        byte[] variable = ("TMPDIR=" + scratch).getBytes(StandardCharsets.UTF_8);
        // a session's number is not given to another process before its last member has ended
        killAll(() -> {
            Set<ProcessHandle> found = find(environment -> Arrays.equals(environment, variable), root.pid());
            root.descendants().filter(ProcessTree::runs).forEach(found::add);
            if (runs(root)) {
                found.add(root);
            }
            return found;
        });
    }

    /** Kills every process whose scratch folder is under this one. */
    static void killAllUnder(Path folder) {
        byte[] variable = ("TMPDIR=" + folder + "/").getBytes(StandardCharsets.UTF_8);
        killAll(() -> find(environment -> startsWith(environment, variable), -1));
    }

    private static void killAll(Supplier<Set<ProcessHandle>> search) {
        Duration pause = Limits.FIRST_PAUSE;
        for (int sweep = 0; sweep < Limits.SWEEPS; sweep++) {
            Set<ProcessHandle> found = search.get();
            if (found.isEmpty()) {
                return;
            }
            found.forEach(ProcessHandle::destroyForcibly);
            LockSupport.parkNanos(pause.toNanos());
            pause = pause.multipliedBy(2);
            if (pause.compareTo(Limits.LONGEST_PAUSE) > 0) {
                pause = Limits.LONGEST_PAUSE;
            }
        }
        LOG.warn("processes go on in spite of SIGKILL: {}", search.get());
    }

    /** Looks through {@code /proc}; finds nothing on a system without it. */
    private static Set<ProcessHandle> find(Predicate<byte[]> variable, long session) {
        Set<ProcessHandle> found = new HashSet<>();
        if (!Files.exists(PROC.resolve("self/environ"))) {
            return found;
        }
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (Path process : processes) {
                if (belongs(process, variable, session)) {
                    long pid = Long.parseLong(process.getFileName().toString());
                    ProcessHandle.of(pid).ifPresent(found::add);
                }
            }
        } catch (IOException e) {
            LOG.warn("can't look through {}: {}", PROC, e.toString());
        }
        return found;
    }

    private static boolean belongs(Path process, Predicate<byte[]> variable, long session) {
        try {
            if (session > 0 && isInSession(process, session)) {
                return true;
            }
            byte[] environment = Files.readAllBytes(process.resolve("environ"));
            int start = 0;
            for (int i = 0; i < environment.length; i++) {
                if (environment[i] == 0) {
                    if (variable.test(Arrays.copyOfRange(environment, start, i))) {
                        return true;
                    }
                    start = i + 1;
                }
            }
            return false;
        } catch (IOException e) {
            return false; // it has ended, or is another user's
        }
    }

    /** A session that the process leads, or led: it got one of its own with setsid. A dead one does not count. */
    private static boolean isInSession(Path process, long session) throws IOException {
        List<String> fields = stat(process);
        return !isDead(fields) && Long.parseLong(fields.get(3)) == session;
    }

    private static boolean runs(ProcessHandle process) {
        if (!process.isAlive()) {
            return false;
        }
        try {
            return !isDead(stat(PROC.resolve(String.valueOf(process.pid()))));
        } catch (IOException e) {
            return !Files.exists(PROC.resolve("self")) && process.isAlive();
        }
    }

    private static boolean isDead(List<String> stat) {
        return stat.getFirst().equals("Z") || stat.getFirst().equals("X");
    }

    /** The fields after the name, which may hold anything: state, parent, group, session, … */
    private static List<String> stat(Path process) throws IOException {
        String line = new String(Files.readAllBytes(process.resolve("stat")), StandardCharsets.ISO_8859_1);
        return List.of(line.substring(line.lastIndexOf(')') + 2).split(" ", -1));
    }

    private static boolean startsWith(byte[] bytes, byte[] prefix) {
        return bytes.length >= prefix.length && Arrays.equals(bytes, 0, prefix.length, prefix, 0, prefix.length);
    }
}
