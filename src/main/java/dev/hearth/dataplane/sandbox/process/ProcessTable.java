package dev.hearth.dataplane.sandbox.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The processes of this machine at one time, read from {@code /proc}; empty on a system without it. */
final class ProcessTable {
    private static final Logger LOG = LoggerFactory.getLogger(ProcessTable.class);
    private static final String VARIABLE = "TMPDIR=";

    private final Path proc;
    private final Map<Long, List<Entry>> bySession = new HashMap<>();
    private final Map<Long, List<Entry>> byParent = new HashMap<>();
    private final Map<String, List<Entry>> byScratch = new HashMap<>();

    /**
     * A process that has not ended.
     *
     * @param started its start time in ticks since the machine's; with the pid it identifies the process
     */
    private record Entry(long pid, String started) {}

    private ProcessTable(Path proc) {
        this.proc = proc;
    }

    /** Reads a folder with the form of {@code /proc}. */
    static ProcessTable read(Path proc) {
        ProcessTable table = new ProcessTable(proc);
        if (!Files.exists(proc.resolve("self"))) {
            return table;
        }
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(proc, "[0-9]*")) {
            for (Path process : processes) {
                table.add(process);
            }
        } catch (IOException | DirectoryIteratorException e) {
            LOG.warn("can't look through {}: {}", proc, e.toString());
        }
        return table;
    }

    private void add(Path process) {
        Optional<Stat> stat = Stat.of(process);
        if (stat.isEmpty() || stat.get().isDead()) {
            return;
        }
        Entry entry = new Entry(
                Long.parseLong(process.getFileName().toString()), stat.get().started());
        add(bySession, stat.get().session(), entry);
        add(byParent, stat.get().parent(), entry);
        for (String variable : environment(process)) {
            if (variable.startsWith(VARIABLE)) {
                add(byScratch, variable.substring(VARIABLE.length()), entry);
            }
        }
    }

    private static <K> void add(Map<K, List<Entry>> index, K key, Entry entry) {
        index.computeIfAbsent(key, any -> new ArrayList<>(1)).add(entry);
    }

    private static String[] environment(Path process) {
        try {
            return new String(Files.readAllBytes(process.resolve("environ")), StandardCharsets.UTF_8).split("\0", -1);
        } catch (IOException e) {
            return new String[0]; // the process has ended, or belongs to another user
        }
    }

    /** The processes in the session of a leader that was started with setsid, also after it has ended. */
    Set<ProcessHandle> inSession(long session) {
        return handles(bySession.getOrDefault(session, List.of()));
    }

    /** The processes whose {@code TMPDIR} is this folder. */
    Set<ProcessHandle> withScratch(Path scratch) {
        return handles(byScratch.getOrDefault(scratch.toString(), List.of()));
    }

    /** The processes whose {@code TMPDIR} is in this folder. */
    Set<ProcessHandle> withScratchUnder(Path folder) {
        Predicate<String> isUnder = scratch -> scratch.startsWith(folder + "/");
        return handles(byScratch.entrySet().stream()
                .filter(entry -> isUnder.test(entry.getKey()))
                .flatMap(entry -> entry.getValue().stream())
                .toList());
    }

    /** The children of a process, their children, and so on. */
    Set<ProcessHandle> descendants(long pid) {
        Set<Entry> found = new LinkedHashSet<>();
        Deque<Long> parents = new ArrayDeque<>(List.of(pid));
        while (!parents.isEmpty()) {
            for (Entry child : byParent.getOrDefault(parents.remove(), List.of())) {
                if (found.add(child)) {
                    parents.add(child.pid());
                }
            }
        }
        return handles(found);
    }

    /** Leaves out processes that have ended meanwhile, whose pids may be used again. */
    private Set<ProcessHandle> handles(Iterable<Entry> entries) {
        Set<ProcessHandle> handles = new LinkedHashSet<>();
        for (Entry entry : entries) {
            Optional<ProcessHandle> handle = ProcessHandle.of(entry.pid());
            boolean same = Stat.of(proc.resolve(String.valueOf(entry.pid())))
                    .filter(now -> now.started().equals(entry.started()) && !now.isDead())
                    .isPresent();
            if (same) {
                handle.ifPresent(handles::add);
            }
        }
        return handles;
    }

    /** The fields of {@code /proc/PID/stat}, by their positions in proc(5). */
    record Stat(String state, long parent, long session, String started) {
        private static final int AFTER_NAME = 3;

        /** Empty if there is no such process, or no {@code /proc}. */
        static Optional<Stat> of(Path process) {
            try {
                byte[] bytes = Files.readAllBytes(process.resolve("stat"));
                String line = new String(bytes, StandardCharsets.ISO_8859_1);
                // the name may have any characters, spaces and brackets included
                String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ", -1);
                return Optional.of(new Stat(
                        fields[3 - AFTER_NAME],
                        Long.parseLong(fields[4 - AFTER_NAME]),
                        Long.parseLong(fields[6 - AFTER_NAME]),
                        fields[22 - AFTER_NAME]));
            } catch (IOException e) {
                return Optional.empty();
            }
        }

        boolean isDead() {
            return state.equals("Z") || state.equals("X");
        }
    }
}
