package dev.hearth.dataplane.sandbox.container;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Files below {@code /proc} that sandboxes don't see, or can't write to whoever they are, as this kernel has them. */
record HiddenFiles(List<Path> maskedFiles, List<Path> maskedFolders, List<Path> readOnly) {
    /** Tell of the machine, or let its administrator change it; the user namespace refuses most of it anyway. */
    private static final List<String> MASKED = List.of(
            "acpi",
            "asound",
            "interrupts",
            "kallsyms",
            "kcore",
            "keys",
            "key-users",
            "kmsg",
            "latency_stats",
            "sched_debug",
            "scsi",
            "timer_list",
            "timer_stats");

    private static final List<String> READ_ONLY = List.of("bus", "fs", "irq", "sys", "sysrq-trigger");

    static HiddenFiles ofThisKernel() {
        List<Path> masked = existing(MASKED);
        return new HiddenFiles(
                masked.stream().filter(path -> !Files.isDirectory(path)).toList(),
                masked.stream().filter(Files::isDirectory).toList(),
                existing(READ_ONLY));
    }

    /** All masked ones, files and folders. */
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
