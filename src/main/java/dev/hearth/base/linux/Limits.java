package dev.hearth.base.linux;

import java.time.Duration;

/** The bounds of this package, each with its reason. */
final class Limits {
    /** A tool prints a line of some 100 bytes per interface or mount; 64 slots of 2,000 sandboxes are 12.8 MB. */
    static final int TOOL_OUTPUT_BYTES = 16 * 1024 * 1024;

    /** What a tool printed is in its pipes when it ends: reading it takes milliseconds. */
    static final Duration TOOL_OUTPUT_AFTER_END = Duration.ofSeconds(5);

    /** What a tool's complaint may take of a message. */
    static final int TOOL_COMPLAINT_CHARACTERS = 2_000;

    /** Killed processes leave within milliseconds; only ones in uninterruptible I/O need longer. */
    static final Duration CGROUP_EMPTY = Duration.ofSeconds(10);

    /** How long killed processes are waited for before they are looked at one by one: hundreds may die at once. */
    static final Duration CGROUP_EMPTY_USUALLY = Duration.ofSeconds(2);

    /** A removal mostly waits for the kernel; beyond some dozens at once it is the processors that bound it. */
    static final int CGROUPS_REMOVED_AT_ONCE = 64;

    /** The kernel freezes as soon as each thread returns from its system call. */
    static final Duration CGROUP_FROZEN = Duration.ofSeconds(2);

    /** The largest request changes a set of the firewall by 256 elements of 32 bytes. */
    static final int NETLINK_REQUEST_BYTES = 16 * 1024;

    /** Whoever holds a lock that others wait for does a handful of file operations with it. */
    static final Duration HOST_LOCK = Duration.ofSeconds(10);

    /** What a look at a process costs is some 30 µs; of a function with more, the runtime is among the first. */
    static final int PROCESSES_MEASURED = 16;

    /** A process that closed its channel before it told its number ends within microseconds. */
    static final Duration UNBORN_END = Duration.ofMillis(100);

    /** Files open in this process: the kernel's own default for {@code fs.nr_open}, more than all limits ask for. */
    static final long OPEN_FILES = 1_048_576;

    private Limits() {}
}
