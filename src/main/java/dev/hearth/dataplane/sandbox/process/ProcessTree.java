package dev.hearth.dataplane.sandbox.process;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A process with all processes that it started.
 *
 * <p>They are its descendants and, where there is {@code /proc}, the processes of its session and those whose {@code
 * TMPDIR} is its scratch folder, because a child of an ended process is not its descendant any more. They are killed
 * and searched again until none is left. On systems without {@code /proc}, such a child escapes.
 */
final class ProcessTree {
    private static final Logger LOG = LoggerFactory.getLogger(ProcessTree.class);

    private final ProcessScans scans;
    private final ProcessHandle root;
    private final Optional<Path> scratch;

    ProcessTree(ProcessScans scans, ProcessHandle root, Path scratch) {
        this(scans, root, Optional.of(scratch));
    }

    private ProcessTree(ProcessScans scans, ProcessHandle root, Optional<Path> scratch) {
        this.scans = scans;
        this.root = root;
        this.scratch = scratch;
    }

    /** The tree of a process that shares its scratch folder with others, which are not of the tree. */
    static ProcessTree without(ProcessScans scans, ProcessHandle root) {
        return new ProcessTree(scans, root, Optional.empty());
    }

    /** Kills all of them; returns when none is left. */
    void kill() {
        killAll(this::find);
    }

    private Set<ProcessHandle> find() {
        ProcessTable table = scans.now();
        Set<ProcessHandle> found = new HashSet<>();
        scratch.ifPresent(folder -> found.addAll(table.withScratch(folder)));
        // a session's number is not used again before its last process has ended
        found.addAll(table.inSession(root.pid()));
        if (root.isAlive()) {
            found.addAll(table.descendants(root.pid()));
        }
        if (!Files.exists(ProcessScans.PROC.resolve("self"))) {
            root.descendants().forEach(found::add);
        }
        if (runs(root)) {
            found.add(root);
        }
        return found;
    }

    /** Kills every process that has this scratch folder. */
    static void killAllWith(Path scratch, ProcessScans scans) {
        killAll(() -> scans.now().withScratch(scratch));
    }

    /** Kills every process whose scratch folder is under this one. */
    static void killAllUnder(Path folder, ProcessScans scans) {
        killAll(() -> scans.now().withScratchUnder(folder));
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

    private static boolean runs(ProcessHandle process) {
        if (!process.isAlive()) {
            return false;
        }
        Path proc = ProcessScans.PROC;
        return ProcessTable.Stat.of(proc.resolve(String.valueOf(process.pid())))
                .map(stat -> !stat.isDead())
                .orElseGet(() -> !Files.exists(proc.resolve("self")) && process.isAlive());
    }
}
