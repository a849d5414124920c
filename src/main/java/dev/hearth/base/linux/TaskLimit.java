package dev.hearth.base.linux;

/**
 * How many processes and threads the cgroups of a tree may have together.
 *
 * <p>The kernel has one space of process numbers for the whole machine. A sandbox's own limit does not protect it: 32
 * sandboxes of 1,024 processes would use up 32,768 numbers, and the machine's administrator could not even log in.
 */
final class TaskLimit {
    /** The parts of the machine's tasks that sandboxes do not get: Hearth's own, and all else that runs on it. */
    private static final int KEPT = 4;

    private TaskLimit() {}

    /** For {@code pids.max} of the tree, in both versions. */
    static String ofAll() {
        return of(KernelLimits.tasks());
    }

    /** @param tasks how many processes and threads the machine can have */
    static String of(long tasks) {
        return Long.toString(tasks - tasks / KEPT);
    }
}
