package dev.hearth.base.linux;

import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/** Kills the processes of a cgroup. */
final class CgroupKill {
    private CgroupKill() {}

    /**
     * Kills with signals, where the kernel has no {@code cgroup.kill}. Stops everything first, so that nobody can make
     * processes faster than they are killed; in version 1 a frozen process dies when it is thawed.
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
                    // also for an empty one: a frozen cgroup would freeze who enters
                    CgroupFiles.writeIfThere(switchFile, thaw);
                    return processes.isEmpty();
                },
                Limits.CGROUP_EMPTY);
        checkEmpty(path, folders, empty);
    }

    /** Has the kernel kill all, children made meanwhile included. */
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

    /** All below too. The same process may come several times. */
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
