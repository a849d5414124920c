package dev.hearth.base.linux;

import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/** Kills the processes of a cgroup. */
final class CgroupKill {
    private CgroupKill() {}

    /**
     * Kills with signals, for kernels without {@code cgroup.kill}. The cgroup is frozen first, so that its processes
     * can't fork faster than they are killed. In version 1 a frozen process dies when it is thawed.
     *
     * @param folders the cgroup in each hierarchy
     */
    static void withSignals(String path, Collection<Path> folders, Path switchFile, String freeze, String thaw) {
        boolean empty = Poll.until(
                () -> {
                    List<Long> processes = processes(folders);
                    if (!processes.isEmpty()) {
                        CgroupFiles.writeIfThere(switchFile, freeze);
                        processes(folders).forEach(CgroupKill::signal);
                    }
                    // also an empty cgroup: if it stayed frozen, a process that enters it would freeze
                    CgroupFiles.writeIfThere(switchFile, thaw);
                    return processes.isEmpty();
                },
                Limits.CGROUP_EMPTY);
        checkEmpty(path, folders, empty);
    }

    /** Has the kernel kill all processes, with those that they are just creating. */
    static void withKernel(String path, Path folder) {
        CgroupFiles.writeIfThere(folder.resolve("cgroup.kill"), "1");
        checkEmpty(
                path,
                List.of(folder),
                Poll.until(() -> processes(List.of(folder)).isEmpty(), Limits.CGROUP_EMPTY));
    }

    private static void checkEmpty(String path, Collection<Path> folders, boolean empty) {
        if (!empty) {
            throw new LinuxException("processes " + processes(folders) + " of cgroup " + path + " can't be killed");
        }
    }

    /** The processes of these cgroups and of their descendants. A process may occur several times. */
    private static List<Long> processes(Collection<Path> folders) {
        return folders.stream()
                .flatMap(folder -> {
                    List<Long> below = processes(CgroupFiles.children(folder));
                    return Stream.concat(CgroupFiles.processes(folder).stream(), below.stream());
                })
                .distinct()
                .toList();
    }

    static void signal(long process) {
        ProcessHandle.of(process).ifPresent(ProcessHandle::destroyForcibly);
    }
}
