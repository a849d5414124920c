package dev.hearth.base.linux;

import dev.hearth.model.DataSize;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * A control group: processes that are limited, measured, frozen and killed together. Safe for use by several threads.
 */
public interface Cgroup {
    /** Its path from the root of each hierarchy, the same in all: {@code /hearth-3/ID}. */
    String path();

    /**
     * The files into which a process that has one thread writes its number, or 0 for itself, to enter: one for each
     * hierarchy.
     */
    List<Path> processFiles();

    /** Opens the files with which a new process enters the cgroup. */
    CgroupEntry entry();

    /** The processes in it, in the order in which the kernel names them. */
    List<Long> processes();

    /**
     * The most memory that was ever charged to it at once: its processes' own, the kernel's for them, and pages of
     * files that it was the first to read or write. Pages that others have read before are not charged to it.
     */
    DataSize memoryPeak();

    /** The processor time that its processes have used, ended ones too; zero where the kernel does not count it. */
    Duration processorTime();

    /** How many of its processes the kernel killed because it, or the whole tree, was over its memory limit. */
    long outOfMemoryKills();

    /** Changes the limit of processor time, in processors, such as 0.5. */
    void limitProcessors(double cpus);

    /** Replaces the limits with which it was made. */
    void limit(CgroupLimits limits);

    /** Freezes all its processes. Returns when all have stopped. */
    void freeze();

    void thaw();

    /** Kills all its processes, frozen or not; returns when none is left. */
    void kill();

    /** Kills its processes and removes it; again: no effect. */
    void remove();
}
