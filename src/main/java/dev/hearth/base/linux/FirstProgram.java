package dev.hearth.base.linux;

import dev.hearth.base.linux.Kernel.Call;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The program of a process namespace, of which nothing is known but which processes the namespace has: of the children
 * of the first process, the one that was started first. Later children are orphans.
 */
public final class FirstProgram {
    private static final int PARENT = 1;
    private static final int START = 19;

    private FirstProgram() {}

    /**
     * Sends it a signal, if it is there.
     *
     * @param processes all of the namespace, as this program numbers them
     */
    public static void signal(List<Long> processes, int number) {
        Optional<Entry> found = find(processes);
        if (found.isEmpty()) {
            return;
        }
        long handle = Kernel.call(Call.PIDFD_OPEN, found.get().process(), 0);
        if (handle < 0) {
            return; // it has ended
        }
        try (Descriptor process = new Descriptor(handle)) {
            // the same one still, so that the handle is its own
            if (read(found.get().process()).equals(found)) {
                long _ = Kernel.call(Call.PIDFD_SEND_SIGNAL, process.number(), number, 0, 0);
            }
        }
    }

    private record Entry(long process, long parent, long start) {}

    private static Optional<Entry> find(List<Long> processes) {
        Set<Long> all = new HashSet<>(processes);
        List<Entry> entries = new ArrayList<>();
        processes.forEach(process -> read(process).ifPresent(entries::add));
        Optional<Entry> first =
                entries.stream().filter(entry -> !all.contains(entry.parent())).findFirst();
        return first.flatMap(init -> entries.stream()
                .filter(entry -> entry.parent() == init.process())
                .min(Comparator.comparingLong(Entry::start).thenComparingLong(Entry::process)));
    }

    private static Optional<Entry> read(long process) {
        try {
            String stat = new String(
                    Files.readAllBytes(Path.of("/proc", Long.toString(process), "stat")), StandardCharsets.ISO_8859_1);
            // the name, in parentheses, may hold anything
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            return Optional.of(new Entry(process, Long.parseLong(fields[PARENT]), Long.parseLong(fields[START])));
        } catch (IOException e) {
            return Optional.empty(); // it has ended
        }
    }
}
