package dev.hearth.dataplane.sandbox.container;

import dev.hearth.base.linux.Command;
import dev.hearth.base.linux.Mount;
import dev.hearth.base.linux.Slot;
import dev.hearth.dataplane.sandbox.RecordingListener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.NetworkInterface;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What is on the machine of an instance that has ended. */
final class Leftovers {
    private Leftovers() {}

    /** Processes, cgroups, interfaces, addresses, rules, mounts and files of a slot. */
    static List<String> of(Slot slot) throws IOException {
        List<String> found = new ArrayList<>();
        Path root = Path.of("/sys/fs/cgroup");
        try (Stream<Path> hierarchies = Files.list(root)) {
            Stream.concat(Stream.of(root), hierarchies)
                    .map(hierarchy -> hierarchy.resolve(slot.name()))
                    .filter(Files::exists)
                    .map(Path::toString)
                    .forEach(found::add);
        }
        try (Stream<Path> interfaces = Files.list(Path.of("/sys/class/net"))) {
            interfaces
                    .map(Path::toString)
                    .filter(name -> name.contains(slot.interfacePrefix()))
                    .forEach(found::add);
        }
        ruleTables().stream().filter(table -> table.endsWith(slot.name())).forEach(found::add);
        if (NetworkInterface.getByInetAddress(slot.address(1)) != null) {
            found.add("the gateway's address");
        }
        Mount.all().stream()
                .filter(mount -> mount.point().startsWith(slot.folder()))
                .forEach(mount -> found.add(mount.toString()));
        if (Files.exists(slot.folder())) {
            found.add(slot.folder().toString());
        }
        found.addAll(processes(slot));
        return found;
    }

    /** Ended ones that nobody has taken note of are their parent's: the test's, or the machine's first process's. */
    private static List<String> processes(Slot slot) {
        String all = Command.run(List.of("ps", "-e", "-o", "uid=,stat=,args="), "", RecordingListener.PATIENCE);
        return all.lines()
                .map(String::strip)
                .filter(line -> !line.split(" +", 3)[1].startsWith("Z"))
                .filter(line -> {
                    int user = Integer.parseUnsignedInt(line.split(" ", 2)[0]) - slot.firstUser();
                    return user >= 0 && user < Slot.USERS;
                })
                .toList();
    }

    /** All tables of nftables. */
    static List<String> ruleTables() {
        return Command.run(List.of("nft", "list", "tables"), "", RecordingListener.PATIENCE)
                .lines()
                .toList();
    }

    /** Those that show a file of this folder. */
    static List<Path> loopDevices(Path folder) {
        try (Stream<Path> devices = Files.list(Path.of("/sys/block"))) {
            return devices.map(device -> device.resolve("loop/backing_file"))
                    .filter(file -> contains(file, folder.toString()))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean contains(Path file, String text) {
        try {
            return Files.exists(file) && Files.readString(file).contains(text);
        } catch (IOException e) {
            return false; // it went meanwhile
        }
    }
}
