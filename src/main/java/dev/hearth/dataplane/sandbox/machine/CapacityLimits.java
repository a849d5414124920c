package dev.hearth.dataplane.sandbox.machine;

/** What a sandbox takes of the machine's limits ({@link Capacity}), and what is kept for all else. */
final class CapacityLimits {
    /**
     * Open files of Hearth: the pipe that the sandbox prints to, its first process, the channel to it, its {@code
     * /tmp}, the connection of its runtime, and a second one that is given up.
     */
    static final int FILES = 6;

    /** Hearth's own (libraries, database, logs, tools) and those of 64 sandboxes that are being made. */
    static final int OWN_FILES = 1_000;

    /** The part of the open files that connections of callers may take: two servers with an eighth each. */
    static final int FILES_FOR_CALLERS = 4;

    /** A sandbox's first process, the runtime with a thread beside the first, the kernel's thread for {@code /tmp}. */
    static final int TASKS = 4;

    /** Of each kind one; a second network waits for its removal after a reset. */
    static final int NAMESPACES = 2;

    /** One, and one that was removed and whose pages of files are not all gone. */
    static final int CGROUPS = 2;

    /** One, and one whose network waits for its removal. */
    static final int ADDRESSES = 2;

    /** The network's own, the gateway's, and the last. */
    static final int OWN_ADDRESSES = 3;

    /** The part that is kept of what other programs of the machine need too. */
    static final int KEPT = 4;

    private CapacityLimits() {}
}
