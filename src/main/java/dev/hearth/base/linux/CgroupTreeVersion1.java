package dev.hearth.base.linux;

import dev.hearth.base.linux.CgroupDetection.Controller;
import dev.hearth.model.DataSize;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Cgroups version 1: each controller has a hierarchy, and several controllers may share one.
 *
 * <p>Machines have more hierarchies than Hearth needs. Hearth makes no cgroups in those, but an OCI runtime may, under
 * the same names. So a removal looks at all of them.
 */
final class CgroupTreeVersion1 implements CgroupTree {
    private static final String SHARES = "cpu.shares";
    private static final String TASKS = "pids.max";
    private static final String FREEZER_STATE = "freezer.state";
    private static final String FROZEN = "FROZEN";
    private static final String THAWED = "THAWED";

    private final String name;
    private final Map<Controller, Path> tops;
    private final Set<Path> everyTop;

    CgroupTreeVersion1(String name, Map<Controller, Path> roots, Set<Path> everyRoot) {
        this.name = name;
        this.everyTop = everyRoot.stream().map(root -> root.resolve(name)).collect(Collectors.toUnmodifiableSet());
        this.tops = new EnumMap<>(roots);
        this.tops.replaceAll((controller, root) -> root.resolve(name));
    }

    @Override
    public void limitMemory(DataSize together) {
        Path memory = memory();
        CgroupFiles.make(memory);
        // kernels before 5.11 count what is below only if they are told to
        CgroupFiles.writeIfThere(memory.resolve("memory.use_hierarchy"), "1");
        CgroupFiles.limitMemory1(memory, together);
    }

    @Override
    public DataSize memoryUsed() {
        Path memory = memory();
        if (!Files.exists(memory)) {
            return new DataSize(0);
        }
        long used = CgroupFiles.readNumber(memory.resolve("memory.usage_in_bytes"));
        Path statistics = memory.resolve("memory.stat");
        return CgroupFiles.without(
                used,
                CgroupFiles.readKey(statistics, "total_inactive_file"),
                CgroupFiles.readKey(statistics, "total_active_file"));
    }

    @Override
    public Duration processorTime() {
        return processorTime(tops);
    }

    private static Duration processorTime(Map<Controller, Path> folders) {
        return Optional.ofNullable(folders.get(Controller.CPUACCT))
                .flatMap(folder -> CgroupFiles.readIfThere(folder.resolve("cpuacct.usage")))
                .map(nanos -> Duration.ofNanos(Long.parseLong(nanos)))
                .orElse(Duration.ZERO);
    }

    @Override
    public Cgroup create(String child, CgroupLimits limits) {
        Group group = group(child);
        try {
            group.hierarchies().forEach(CgroupFiles::make);
            CgroupFiles.write(cpu().resolve(SHARES), CpuWeight.shares(CpuWeight.ofAll()));
            CgroupFiles.write(Objects.requireNonNull(tops.get(Controller.PIDS)).resolve(TASKS), TaskLimit.ofAll());
            group.limit(limits);
            return group;
        } catch (RuntimeException e) {
            group.remove();
            throw e;
        }
    }

    /**
     * Removes all cgroups in parallel. While a process dies, the kernel mostly waits for the removal of its mounts. The
     * start after {@code kill -9} has hundreds of sandboxes to remove.
     */
    @Override
    public int removeAll() {
        Map<String, List<Path>> children = new HashMap<>();
        for (Path top : everyTop) {
            for (Path child : CgroupFiles.children(top)) {
                children.computeIfAbsent(child.getFileName().toString(), _ -> new ArrayList<>())
                        .add(child);
            }
        }
        killTogether(children);
        BoundedParallel.run(
                children.entrySet(),
                child -> {
                    if (!child.getValue().stream().allMatch(CgroupFiles::removedSoon)) {
                        group(child.getKey()).remove();
                    }
                },
                Limits.CGROUPS_REMOVED_AT_ONCE);
        everyTop.forEach(CgroupFiles::remove);
        return children.size();
    }

    /** Kills the processes of these cgroups, without waiting for their ends. */
    private void killTogether(Map<String, List<Path>> children) {
        Path freezer = Objects.requireNonNull(tops.get(Controller.FREEZER));
        // freezes the whole tree with one write, so that no process can fork
        CgroupFiles.writeIfThere(freezer.resolve(FREEZER_STATE), FROZEN);
        Set<Long> processes = new HashSet<>();
        children.values()
                .forEach(folders -> folders.forEach(folder -> processes.addAll(CgroupFiles.processes(folder))));
        processes.forEach(CgroupKill::signal);
        CgroupFiles.writeIfThere(freezer.resolve(FREEZER_STATE), THAWED);
        // a frozen sandbox is frozen by its own cgroup, too
        children.keySet()
                .forEach(
                        child -> CgroupFiles.writeIfThere(freezer.resolve(child).resolve(FREEZER_STATE), THAWED));
    }

    private Path cpu() {
        return Objects.requireNonNull(tops.get(Controller.CPU));
    }

    private Path memory() {
        return Objects.requireNonNull(tops.get(Controller.MEMORY));
    }

    private Group group(String child) {
        Map<Controller, Path> folders = new EnumMap<>(tops);
        folders.replaceAll((controller, top) -> top.resolve(child));
        Set<Path> everywhere = everyTop.stream().map(top -> top.resolve(child)).collect(Collectors.toUnmodifiableSet());
        return new Group("/" + name + "/" + child, folders, everywhere);
    }

    private static final class Group implements Cgroup {
        private final String path;
        private final Map<Controller, Path> folders;
        private final Set<Path> everywhere;

        /** The limits that were written last; null after the processors were limited alone. */
        private volatile @Nullable CgroupLimits applied;

        Group(String path, Map<Controller, Path> folders, Set<Path> everywhere) {
            this.path = path;
            this.folders = folders;
            this.everywhere = everywhere;
        }

        @Override
        public String path() {
            return path;
        }

        @Override
        public void limit(CgroupLimits limits) {
            CgroupLimits before = applied;
            if (limits.equals(before)) {
                return;
            }
            CgroupFiles.limitMemory1(folder(Controller.MEMORY), limits.memory());
            // not part of the memory in this version; without a limit they are not even counted
            CgroupFiles.writeIfThere(
                    file(Controller.MEMORY, "memory.kmem.tcp.limit_in_bytes"),
                    Long.toString(limits.socketBuffers().bytes()));
            if (before == null) {
                CgroupFiles.write(
                        file(Controller.CPU, "cpu.cfs_period_us"), Long.toString(CgroupLimits.CPU_PERIOD_MICROSECONDS));
            }
            limitProcessors(limits.cpus());
            CgroupFiles.write(file(Controller.CPU, SHARES), CpuWeight.shares(limits.share()));
            if (before == null || before.processes() != limits.processes()) {
                CgroupFiles.write(file(Controller.PIDS, TASKS), Integer.toString(limits.processes()));
            }
            applied = limits;
        }

        @Override
        public List<Path> processFiles() {
            return hierarchies().stream()
                    .map(folder -> folder.resolve(CgroupFiles.THREADS))
                    .toList();
        }

        @Override
        public CgroupEntry entry() {
            return CgroupEntry.byFiles(processFiles());
        }

        @Override
        public List<Long> processes() {
            return CgroupFiles.processes(folder(Controller.MEMORY));
        }

        @Override
        public DataSize memoryPeak() {
            return new DataSize(CgroupFiles.readNumber(file(Controller.MEMORY, "memory.max_usage_in_bytes")));
        }

        @Override
        public Duration processorTime() {
            return CgroupTreeVersion1.processorTime(folders);
        }

        @Override
        public long outOfMemoryKills() {
            return CgroupFiles.readKey(file(Controller.MEMORY, "memory.oom_control"), "oom_kill");
        }

        @Override
        public void limitProcessors(double cpus) {
            applied = null;
            long quota = CgroupLimits.cpuQuotaMicroseconds(cpus).orElse(-1);
            CgroupFiles.write(file(Controller.CPU, "cpu.cfs_quota_us"), Long.toString(quota));
        }

        @Override
        public void freeze() {
            Path state = file(Controller.FREEZER, FREEZER_STATE);
            boolean frozen = Poll.until(
                    () -> {
                        // a fork during the freeze can keep it from completing; writing again includes the new process
                        CgroupFiles.write(state, FROZEN);
                        return CgroupFiles.read(state).equals(FROZEN);
                    },
                    Limits.CGROUP_FROZEN);
            if (!frozen) {
                thaw();
                throw new LinuxException("cgroup " + path + " did not freeze");
            }
        }

        @Override
        public void thaw() {
            CgroupFiles.write(file(Controller.FREEZER, FREEZER_STATE), THAWED);
        }

        @Override
        public void kill() {
            CgroupKill.withSignals(path, present(), file(Controller.FREEZER, FREEZER_STATE), FROZEN, THAWED);
        }

        @Override
        public void remove() {
            List<Path> present = present();
            if (!present.stream().allMatch(CgroupFiles::removed)) {
                kill();
                present.forEach(CgroupFiles::remove);
            }
        }

        /**
         * Its folders in all hierarchies that have it: those that Hearth needs, and those in which an OCI runtime made
         * it.
         */
        private List<Path> present() {
            return everywhere.stream().filter(Files::exists).toList();
        }

        private Collection<Path> hierarchies() {
            return new LinkedHashSet<>(folders.values());
        }

        private Path file(Controller controller, String file) {
            return folder(controller).resolve(file);
        }

        private Path folder(Controller controller) {
            Path folder = folders.get(controller);
            if (folder == null) {
                throw new IllegalStateException("no controller " + controller);
            }
            return folder;
        }
    }
}
