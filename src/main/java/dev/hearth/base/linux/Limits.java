package dev.hearth.base.linux;

import java.time.Duration;

/** The bounds of this package, each with its reason. */
final class Limits {
    /** A tool prints a line of some 100 bytes per interface or mount; 64 slots of 2,000 sandboxes are 12.8 MB. */
    static final int TOOL_OUTPUT_BYTES = 16 * 1024 * 1024;

    /** The time to read a tool's output after its end. It is in the pipes then, and reading it takes milliseconds. */
    static final Duration TOOL_OUTPUT_AFTER_END = Duration.ofSeconds(5);

    /** The part of an error message that a tool's standard error may take. */
    static final int TOOL_COMPLAINT_CHARACTERS = 2_000;

    /** The time in which killed processes end: milliseconds, but longer in uninterruptible I/O. */
    static final Duration CGROUP_EMPTY = Duration.ofSeconds(10);

    /**
     * The time for which the processes of many cgroups are waited for together. After that each cgroup is checked by
     * itself.
     */
    static final Duration CGROUP_EMPTY_USUALLY = Duration.ofSeconds(2);

    /**
     * The parallel removals. A removal mostly waits for the kernel; with more than some dozens the processors are the
     * bound.
     */
    static final int CGROUPS_REMOVED_AT_ONCE = 64;

    /** The time in which a cgroup freezes: each thread freezes when its system call returns. */
    static final Duration CGROUP_FROZEN = Duration.ofSeconds(2);

    /** The largest request changes a set of the firewall by 256 elements of 32 bytes. */
    static final int NETLINK_REQUEST_BYTES = 16 * 1024;

    /** The wait for a lock: its holder does a handful of file operations. */
    static final Duration HOST_LOCK = Duration.ofSeconds(10);

    /**
     * The processes of a sandbox whose memory is measured. Each takes some 30 µs, and the runtime is among the first.
     */
    static final int PROCESSES_MEASURED = 16;

    /** A process that closed its channel before it told its number ends within microseconds. */
    static final Duration UNBORN_END = Duration.ofMillis(100);

    /** Files open in this process: the kernel's own default for {@code fs.nr_open}, more than all limits ask for. */
    static final long OPEN_FILES = 1_048_576;

    // The event loop's tasks need no bound: each watched process has one, which is done when the loop's thread wakes.
    // So there are at most as many as processes that begin during one turn of the loop.

    private Limits() {}
}
