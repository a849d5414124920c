package dev.hearth.base.linux;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Finds out which version of cgroups a machine uses, and whether it has what is needed. */
final class CgroupDetection {
    /** The kernel's parts that Hearth uses. Version 2 freezes and counts without controllers for that. */
    enum Controller {
        MEMORY,
        CPU,
        PIDS,
        FREEZER,
        /** Counts processor time. Hearth works without it. */
        CPUACCT;

        String kernelName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private static final Set<Controller> VERSION_1 =
            Set.of(Controller.MEMORY, Controller.CPU, Controller.PIDS, Controller.FREEZER);
    private static final Set<Controller> VERSION_2 = Set.of(Controller.MEMORY, Controller.CPU, Controller.PIDS);

    private CgroupDetection() {}

    static CgroupTree open(String name, List<Mount> mounts) {
        Map<Controller, Path> version1 = version1(mounts);
        if (version1.keySet().containsAll(VERSION_1)) {
            version1.values().forEach(CgroupDetection::checkWritable);
            Set<Path> others = mounts.stream()
                    .filter(mount -> mount.type().startsWith("cgroup"))
                    .map(Mount::point)
                    .collect(Collectors.toUnmodifiableSet());
            return new CgroupTreeVersion1(name, version1, others);
        }
        Path version2 = mounts.stream()
                .filter(mount -> mount.type().equals("cgroup2"))
                .map(Mount::point)
                .findFirst()
                .orElseThrow(
                        () -> new LinuxException("no cgroups: neither is a cgroup2 file system mounted, nor are the"
                                + " version 1 controllers memory, cpu, pids and freezer"));
        Set<String> controllers = new LinkedHashSet<>(Arrays.asList(
                CgroupFiles.read(version2.resolve("cgroup.controllers")).split(" ", -1)));
        List<String> missing = new ArrayList<>();
        for (Controller controller : Controller.values()) {
            if (VERSION_2.contains(controller) && !controllers.contains(controller.kernelName())) {
                missing.add(controller.kernelName());
            }
        }
        if (!missing.isEmpty()) {
            throw new LinuxException(
                    "the cgroup controllers " + String.join(", ", missing) + " are missing in " + version2
                            + (version1.isEmpty() ? "" : " (version 1 has only " + version1.keySet() + ")")
                            + ": enable them for this machine or container");
        }
        checkWritable(version2);
        return new CgroupTreeVersion2(name, version2);
    }

    private static Map<Controller, Path> version1(List<Mount> mounts) {
        Map<Controller, Path> points = new EnumMap<>(Controller.class);
        for (Mount mount : mounts) {
            if (mount.type().equals("cgroup")) {
                for (Controller controller : Controller.values()) {
                    if (mount.options().contains(controller.kernelName())) {
                        points.putIfAbsent(controller, mount.point());
                    }
                }
            }
        }
        return points;
    }

    private static void checkWritable(Path root) {
        if (!Files.isWritable(root)) {
            throw new LinuxException("cgroups can't be made in " + root
                    + ": it takes root, and in a container one with its own writable cgroups");
        }
    }
}
