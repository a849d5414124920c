package dev.hearth.linux;

import dev.hearth.linux.CgroupDetection.Controller;
import dev.hearth.model.DataSize;
import java.nio.file.Path;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Cgroups version 1: each controller has a hierarchy of its own, some may share one. */
final class CgroupTreeVersion1 implements CgroupTree {
    private final String name;
    private final Map<Controller, Path> tops;

    CgroupTreeVersion1(String name, Map<Controller, Path> roots) {
        this.name = name;
        this.tops = new EnumMap<>(roots);
        this.tops.replaceAll((controller, root) -> root.resolve(name));
    }

    @Override
    public Cgroup create(String child, CgroupLimits limits) {
        Map<Controller, Path> folders = new EnumMap<>(tops);
        folders.replaceAll((controller, top) -> top.resolve(child));
        Group group = new Group("/" + name + "/" + child, folders);
        try {
            new LinkedHashSet<>(folders.values()).forEach(CgroupFiles::make);
            group.limit(limits);
            return group;
        } catch (RuntimeException e) {
            group.remove();
            throw e;
        }
    }

    @Override
    public int removeAll() {
        Set<String> children = new HashSet<>();
        for (Path top : tops.values()) {
            CgroupFiles.children(top)
                    .forEach(child -> children.add(child.getFileName().toString()));
        }
        for (String child : children) {
            Map<Controller, Path> folders = new EnumMap<>(tops);
            folders.replaceAll((controller, top) -> top.resolve(child));
            new Group("/" + name + "/" + child, folders).remove();
        }
        tops.values().forEach(CgroupFiles::remove);
        return children.size();
    }

    private static final class Group implements Cgroup {
        private final String path;
        private final Map<Controller, Path> folders;

        Group(String path, Map<Controller, Path> folders) {
            this.path = path;
            this.folders = folders;
        }

        @Override
        public String path() {
            return path;
        }

        void limit(CgroupLimits limits) {
            String memory = Long.toString(limits.memory().bytes());
            CgroupFiles.write(file(Controller.MEMORY, "memory.limit_in_bytes"), memory);
            // only where the kernel counts swap; must not be below the other limit, so it comes second
            CgroupFiles.writeIfThere(file(Controller.MEMORY, "memory.memsw.limit_in_bytes"), memory);
            CgroupFiles.write(
                    file(Controller.CPU, "cpu.cfs_period_us"), Long.toString(CgroupLimits.CPU_PERIOD_MICROSECONDS));
            CgroupFiles.write(file(Controller.CPU, "cpu.cfs_quota_us"), Long.toString(limits.cpuQuotaMicroseconds()));
            CgroupFiles.write(file(Controller.PIDS, "pids.max"), Integer.toString(limits.processes()));
        }

        @Override
        public List<Path> processFiles() {
            return hierarchies().stream()
                    .map(folder -> folder.resolve(CgroupFiles.PROCESSES))
                    .toList();
        }

        @Override
        public DataSize memoryPeak() {
            return new DataSize(CgroupFiles.readNumber(file(Controller.MEMORY, "memory.max_usage_in_bytes")));
        }

        @Override
        public long outOfMemoryKills() {
            return CgroupFiles.readKey(file(Controller.MEMORY, "memory.oom_control"), "oom_kill");
        }

        @Override
        public void freeze() {
            Path state = file(Controller.FREEZER, "freezer.state");
            boolean frozen = Poll.until(
                    () -> {
                        // a process that was just then being made can hold it up: asking again takes that in
                        CgroupFiles.write(state, "FROZEN");
                        return CgroupFiles.read(state).equals("FROZEN");
                    },
                    Limits.CGROUP_FROZEN);
            if (!frozen) {
                thaw();
                throw new LinuxException("cgroup " + path + " did not freeze");
            }
        }

        @Override
        public void thaw() {
            CgroupFiles.write(file(Controller.FREEZER, "freezer.state"), "THAWED");
        }

        @Override
        public void kill() {
            CgroupKill.withSignals(path, hierarchies(), file(Controller.FREEZER, "freezer.state"), "FROZEN", "THAWED");
        }

        @Override
        public void remove() {
            kill();
            hierarchies().forEach(CgroupFiles::remove);
        }

        private Collection<Path> hierarchies() {
            return new LinkedHashSet<>(folders.values());
        }

        private Path file(Controller controller, String file) {
            Path folder = folders.get(controller);
            if (folder == null) {
                throw new IllegalStateException("no controller " + controller);
            }
            return folder.resolve(file);
        }
    }
}
