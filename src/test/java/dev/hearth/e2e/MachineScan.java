package dev.hearth.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What a running server has on the machine for its sandboxes: processes, cgroups, mounts, files, and how many network
 * namespaces, interfaces and addresses let through the firewall. Containers that are kept ready do not count.
 */
final class MachineScan {
    private static final Path SLOTS = Path.of("/run/hearth");
    private static final int FIRST_USER = 1_000_000_000;
    private static final int USERS = 65_536;

    private final HearthProcess hearth;
    private final int slot;

    private MachineScan(HearthProcess hearth, int slot) {
        this.hearth = hearth;
        this.slot = slot;
    }

    /** Looks at the slot that the server has locked. */
    static MachineScan of(HearthProcess hearth) throws IOException {
        String locks = Files.readString(Path.of("/proc/locks"));
        try (Stream<Path> files = Files.list(SLOTS)) {
            Path file = files.filter(lock -> lock.getFileName().toString().matches("slot-\\d+\\.lock"))
                    .filter(lock -> locks.lines()
                            .anyMatch(line ->
                                    line.matches(".* " + hearth.pid() + " [0-9a-f]+:[0-9a-f]+:" + inode(lock) + " .*")))
                    .findFirst()
                    .orElseThrow();
            return new MachineScan(
                    hearth, Integer.parseInt(file.getFileName().toString().replaceAll("\\D", "")));
        }
    }

    private static long inode(Path file) {
        try {
            return (long) Files.getAttribute(file, "unix:ino");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The name of its cgroups and of its firewall's table. */
    String name() {
        return "hearth-" + slot;
    }

    /** What belongs to single sandboxes, each thing with its place. */
    SortedSet<String> things() {
        SortedSet<String> found = new TreeSet<>();
        processes(found);
        cgroups(found);
        Path folder = ownMounts().resolve("run/hearth/slot-" + slot);
        for (String each : new String[] {"bundles", "state", "images"}) {
            list(folder.resolve(each), _ -> true).forEach(name -> found.add(each + "/" + name));
        }
        list(hearth.data().resolve("scratch"), name -> !name.contains("template"))
                .forEach(name -> found.add("scratch file " + name));
        return found;
    }

    /** Whether each of its networks has all its parts, and no part is left of one that is gone. */
    boolean networksAreWhole() {
        long interfaces = list(Path.of("/sys/class/net"), name -> name.startsWith("hearth" + slot + "v"))
                .count();
        long senders = Commands.run(Map.of(), List.of("sh", "-c", "nft list set inet " + name() + " senders"))
                        .split("\"hearth" + slot + "v", -1)
                        .length
                - 1L;
        return interfaces == senders;
    }

    /** Mounts of sandboxes' scratch volumes, those prepared ahead too. */
    long volumes() {
        return list(ownMounts().resolve("run/hearth/slot-" + slot + "/volumes"), _ -> true)
                .count();
    }

    private void processes(SortedSet<String> found) {
        list(Path.of("/proc"), name -> name.matches("\\d+")).forEach(process -> {
            try {
                int user = (int) Files.getAttribute(Path.of("/proc", process), "unix:uid") - FIRST_USER - slot * USERS;
                if (user >= 0 && user < USERS) {
                    found.add("process " + process);
                }
            } catch (IOException e) {
                // it ended meanwhile
            }
        });
    }

    private void cgroups(SortedSet<String> found) {
        Path root = Path.of("/sys/fs/cgroup");
        Stream.concat(Stream.of(""), list(root, _ -> true).toList().stream())
                .map(hierarchy -> root.resolve(hierarchy).resolve(name()))
                .filter(Files::isDirectory)
                .flatMap(top -> list(top, child -> Files.isDirectory(top.resolve(child)) && !waits(top.resolve(child))))
                .forEach(child -> found.add("cgroup " + child));
    }

    /** Whether it is of a container that belongs to no sandbox yet: there is its first process only. */
    private static boolean waits(Path cgroup) {
        try {
            return cgroup.getFileName().toString().startsWith("container-")
                    && Files.readAllLines(cgroup.resolve("cgroup.procs")).size() == 1;
        } catch (IOException e) {
            return false; // it is being removed
        }
    }

    /** The server's own mounts, which only some of its threads see. */
    private Path ownMounts() {
        Path tasks = Path.of("/proc", Long.toString(hearth.pid()), "task");
        Path marker = Path.of("run/hearth/slot-" + slot + "/bundles");
        return list(tasks, _ -> true)
                .map(task -> tasks.resolve(task).resolve("root"))
                .filter(root -> Files.isDirectory(root.resolve(marker)))
                .findFirst()
                .orElseThrow();
    }

    private static Stream<String> list(Path folder, Predicate<String> wanted) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).filter(wanted).toList().stream();
        } catch (NoSuchFileException e) {
            return Stream.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
