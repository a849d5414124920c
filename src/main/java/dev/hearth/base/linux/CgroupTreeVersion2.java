package dev.hearth.base.linux;

import dev.hearth.model.DataSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Cgroups version 2: one hierarchy, in which a cgroup has processes or children, never both (save the machine's root).
 */
final class CgroupTreeVersion2 implements CgroupTree {
    private static final String WEIGHT = "cpu.weight";
    private static final String TASKS = "pids.max";
    private static final String KILL = "cgroup.kill";
    private static final List<String> CONTROLLERS = List.of("memory", "cpu", "pids");

    /** The child that gets the processes of a container's root cgroup, so that the root may have children. */
    private static final String MOVED_PROCESSES = "hearth-host";

    private final String name;
    private final Path root;
    private final Path top;

    CgroupTreeVersion2(String name, Path root) {
        this.name = name;
        this.root = root;
        this.top = root.resolve(name);
    }

    @Override
    public void limitMemory(DataSize together) {
        enableControllers();
        CgroupFiles.limitMemory2(top, together);
    }

    @Override
    public DataSize memoryUsed() {
        if (!Files.exists(top)) {
            return new DataSize(0);
        }
        Path statistics = top.resolve("memory.stat");
        return CgroupFiles.without(
                CgroupFiles.readNumber(top.resolve("memory.current")),
                CgroupFiles.readKey(statistics, "inactive_file"),
                CgroupFiles.readKey(statistics, "active_file"));
    }

    @Override
    public Duration processorTime() {
        return Files.exists(top) ? processorTime(top) : Duration.ZERO;
    }

    private static Duration processorTime(Path folder) {
        return Duration.ofNanos(CgroupFiles.readKey(folder.resolve("cpu.stat"), "usage_usec") * 1_000);
    }

    @Override
    public Cgroup create(String child, CgroupLimits limits) {
        enableControllers();
        Group group = new Group("/" + name + "/" + child, top.resolve(child));
        try {
            CgroupFiles.make(group.folder);
            group.limit(limits);
            return group;
        } catch (RuntimeException e) {
            group.remove();
            throw e;
        }
    }

    @Override
    public int removeAll() {
        List<Path> children = CgroupFiles.children(top);
        // all are killed at once: while a process dies, the kernel mostly waits for the removal of its mounts
        CgroupFiles.writeIfThere(top.resolve(KILL), "1");
        BoundedParallel.run(
                children,
                child -> {
                    if (!CgroupFiles.removedSoon(child)) {
                        new Group("/" + name + "/" + child.getFileName(), child).remove();
                    }
                },
                Limits.CGROUPS_REMOVED_AT_ONCE);
        CgroupFiles.remove(top);
        return children.size();
    }

    private void enableControllers() {
        Path below = top.resolve("cgroup.subtree_control");
        if (CgroupFiles.readIfThere(below).filter(CgroupTreeVersion2::enough).isPresent()) {
            return;
        }
        Path atRoot = root.resolve("cgroup.subtree_control");
        if (!enough(CgroupFiles.read(atRoot))) {
            try {
                CgroupFiles.writeOrThrow(atRoot, enabling());
            } catch (IOException e) {
                // busy: this is the root of a container, and it has processes
                moveProcessesAway();
                CgroupFiles.write(atRoot, enabling());
            }
        }
        CgroupFiles.make(top);
        CgroupFiles.write(top.resolve(WEIGHT), CpuWeight.weight(CpuWeight.ofAll()));
        CgroupFiles.write(top.resolve(TASKS), TaskLimit.ofAll());
        CgroupFiles.write(below, enabling());
    }

    private void moveProcessesAway() {
        Path leaf = root.resolve(MOVED_PROCESSES);
        CgroupFiles.make(leaf);
        for (Long process : CgroupFiles.processes(root)) {
            try {
                CgroupFiles.writeOrThrow(leaf.resolve(CgroupFiles.PROCESSES), Long.toString(process));
            } catch (IOException e) {
                // the process has ended; if not, enabling the controllers fails with a message
            }
        }
    }

    private static boolean enough(String enabled) {
        return Arrays.asList(enabled.split(" ", -1)).containsAll(CONTROLLERS);
    }

    private static String enabling() {
        return "+" + String.join(" +", CONTROLLERS);
    }

    private static final class Group implements Cgroup {
        private final String path;
        private final Path folder;

        /** The greatest use seen, for kernels before 5.19, which don't record it. */
        private final AtomicLong memorySeen = new AtomicLong();

        /** The limits that were written last; null after the processors were limited alone. */
        private volatile @Nullable CgroupLimits applied;

        Group(String path, Path folder) {
            this.path = path;
            this.folder = folder;
        }

        @Override
        public void limit(CgroupLimits limits) {
            if (limits.equals(applied)) {
                return;
            }
            CgroupFiles.limitMemory2(folder, limits.memory());
            CgroupFiles.write(folder.resolve("memory.oom.group"), "1");
            limitProcessors(limits.cpus());
            CgroupFiles.write(folder.resolve(WEIGHT), CpuWeight.weight(limits.share()));
            CgroupFiles.write(folder.resolve(TASKS), Integer.toString(limits.processes()));
            applied = limits;
        }

        @Override
        public String path() {
            return path;
        }

        @Override
        public List<Path> processFiles() {
            return List.of(folder.resolve(CgroupFiles.PROCESSES));
        }

        @Override
        public CgroupEntry entry() {
            return CgroupEntry.byFolder(folder);
        }

        @Override
        public List<Long> processes() {
            return CgroupFiles.processes(folder);
        }

        @Override
        public DataSize memoryPeak() {
            Optional<String> peak = CgroupFiles.readIfThere(folder.resolve("memory.peak"));
            if (peak.isPresent()) {
                return new DataSize(Long.parseLong(peak.get()));
            }
            long now = CgroupFiles.readNumber(folder.resolve("memory.current"));
            return new DataSize(memorySeen.accumulateAndGet(now, Math::max));
        }

        @Override
        public Duration processorTime() {
            return CgroupTreeVersion2.processorTime(folder);
        }

        @Override
        public long outOfMemoryKills() {
            return CgroupFiles.readKey(folder.resolve("memory.events"), "oom_kill");
        }

        @Override
        public void limitProcessors(double cpus) {
            applied = null;
            OptionalLong quota = CgroupLimits.cpuQuotaMicroseconds(cpus);
            CgroupFiles.write(
                    folder.resolve("cpu.max"),
                    (quota.isPresent() ? quota.getAsLong() : "max") + " " + CgroupLimits.CPU_PERIOD_MICROSECONDS);
        }

        @Override
        public void freeze() {
            CgroupFiles.write(folder.resolve("cgroup.freeze"), "1");
            if (!Poll.until(
                    () -> CgroupFiles.readKey(folder.resolve("cgroup.events"), "frozen") == 1, Limits.CGROUP_FROZEN)) {
                thaw();
                throw new LinuxException("cgroup " + path + " did not freeze");
            }
        }

        @Override
        public void thaw() {
            CgroupFiles.write(folder.resolve("cgroup.freeze"), "0");
        }

        @Override
        public void kill() {
            if (Files.exists(folder.resolve(KILL))) {
                CgroupKill.withKernel(path, folder);
                // a process that enters a frozen cgroup would freeze
                CgroupFiles.writeIfThere(folder.resolve("cgroup.freeze"), "0");
            } else {
                CgroupKill.withSignals(path, List.of(folder), folder.resolve("cgroup.freeze"), "1", "0");
            }
        }

        @Override
        public void remove() {
            if (!CgroupFiles.removed(folder)) {
                kill();
                CgroupFiles.remove(folder);
            }
        }
    }
}
