package dev.hearth.dataplane.sandbox.container;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Files below {@code /proc} that sandboxes can't see or can't write to, whatever their user, as far as this kernel has
 * them.
 */
record HiddenFiles(List<Path> maskedFiles, List<Path> maskedFolders, List<Path> readOnly) {
    /** Files that describe the machine or change it. The user namespace denies access to most of them anyway. */
    private static final List<String> MASKED = List.of(
            "acpi",
            "asound",
            "bootconfig",
            "cmdline",
            "config.gz",
            "consoles",
            "diskstats",
            "interrupts",
            "iomem",
            "ioports",
            "kallsyms",
            "kcore",
            "keys",
            "key-users",
            "kmsg",
            "latency_stats",
            "locks",
            "mdstat",
            "modules",
            "partitions",
            "pressure",
            "sched_debug",
            "schedstat",
            "scsi",
            "slabinfo",
            "softirqs",
            "swaps",
            "timer_list",
            "timer_stats",
            "vmallocinfo");

    private static final List<String> READ_ONLY = List.of("bus", "fs", "irq", "sys", "sysrq-trigger");

    static HiddenFiles ofThisKernel() {
        List<Path> masked = existing(MASKED);
        return new HiddenFiles(
                masked.stream().filter(path -> !Files.isDirectory(path)).toList(),
                masked.stream().filter(Files::isDirectory).toList(),
                existing(READ_ONLY));
    }

    /** All masked files and folders. */
    List<Path> masked() {
        return Stream.concat(maskedFiles.stream(), maskedFolders.stream()).toList();
    }

    private static List<Path> existing(List<String> names) {
        return names.stream()
                .map(name -> Path.of("/proc", name))
                .filter(Files::exists)
                .toList();
    }
}
