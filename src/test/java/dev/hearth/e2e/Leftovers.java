package dev.hearth.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What a server that is gone left on the machine. */
final class Leftovers {
    private static final Path SLOTS = Path.of("/run/hearth");

    private Leftovers() {}

    /** Processes and mounts that belong to a data folder, or were children of a process that is gone. */
    static List<String> ofInstance(long pid, Path data) throws IOException {
        List<String> found = new ArrayList<>();
        if (ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent()) {
            found.add("process " + pid);
        }
        found.addAll(mounts(data));
        return found;
    }

    /** Anything at all, when no server runs any more over this folder. Other servers' things don't count. */
    static List<String> onMachine(Path data) throws IOException {
        List<String> found = new ArrayList<>(mounts(data));
        for (String slot : deadSlots()) {
            for (String command : List.of("ip -o link", "nft list tables", "ip -o addr show dev lo")) {
                if (Commands.isPresent(command.substring(0, command.indexOf(' ')))) {
                    Commands.run(Map.of(), List.of("sh", "-c", command))
                            .lines()
                            .filter(line -> isOf(slot, line))
                            .forEach(line -> found.add(command + ": " + line));
                }
            }
            for (String hierarchy : List.of("", "memory", "cpu", "pids", "freezer", "unified")) {
                Path cgroup = Path.of("/sys/fs/cgroup", hierarchy, "hearth-" + slot);
                if (Files.exists(cgroup)) {
                    found.add("cgroup " + cgroup);
                }
            }
        }
        try (Stream<ProcessHandle> processes = ProcessHandle.allProcesses()) {
            processes
                    .filter(process -> process.info()
                            .commandLine()
                            .filter(line -> line.contains(data.toString()))
                            .isPresent())
                    .forEach(process -> found.add("process " + process.info()));
        }
        return found;
    }

    /** Namespaces and tables, interfaces, the gateway's address. */
    private static boolean isOf(String slot, String line) {
        String gateway = "100\\." + (64 + Integer.parseInt(slot)) + "\\.0\\.1";
        return line.matches(".*\\b(hearth-" + slot + "|hearth" + slot + "v\\d+|" + gateway + ")\\b.*");
    }

    private static List<String> mounts(Path data) throws IOException {
        Path table = Path.of("/proc/self/mounts");
        if (Files.notExists(table)) {
            return List.of();
        }
        return Files.readAllLines(table).stream()
                .filter(line -> line.contains(data.toString()))
                .map(line -> "mount " + line)
                .toList();
    }

    /** Slots that nobody holds, though they say that something was made in them that is not removed. */
    static List<String> abandonedSlots() throws IOException {
        List<String> abandoned = new ArrayList<>();
        if (Files.notExists(SLOTS) || !Commands.isPresent("flock")) {
            return abandoned;
        }
        try (Stream<Path> folders = Files.list(SLOTS)) {
            for (Path slot : folders.filter(Files::isDirectory).toList()) {
                if (Commands.attempt(Map.of(), List.of("flock", "-n", slot + ".lock", "true"))
                                .status()
                        == 0) {
                    abandoned.add(slot.toString());
                }
            }
        }
        return abandoned;
    }

    /** The numbers of slots that nobody holds. */
    private static List<String> deadSlots() throws IOException {
        List<String> dead = new ArrayList<>();
        try (Stream<Path> locks = Files.list(SLOTS)) {
            for (Path lock : locks.filter(file -> file.getFileName().toString().matches("slot-\\d+\\.lock"))
                    .toList()) {
                Commands.Result held = Commands.attempt(
                        Map.of(), List.of("sh", "-c", "command -v flock >/dev/null && flock -n " + lock + " true"));
                // Java's locks are not those of flock(1): a slot in use is told by its state folder
                Path state = Path.of(lock.toString().replace(".lock", ""));
                if (held.status() == 0 && Files.notExists(state)) {
                    dead.add(lock.getFileName().toString().replace("slot-", "").replace(".lock", ""));
                }
            }
        } catch (NoSuchFileException none) {
            return List.of();
        }
        return dead;
    }
}
