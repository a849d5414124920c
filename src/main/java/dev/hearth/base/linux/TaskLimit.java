package dev.hearth.base.linux;

/**
 * The limit of processes and threads of all cgroups of a tree together.
 *
 * <p>The kernel has one space of process numbers for the whole machine. The limits of single sandboxes do not protect
 * it: 32 sandboxes of 1,024 processes would use all of 32,768 numbers, and the machine's administrator could not log
 * in.
 */
final class TaskLimit {
    /**
     * The fraction of the machine's tasks that sandboxes do not get, which is left for Hearth and other programs: one
     * in so many.
     */
    private static final int KEPT = 4;

    private TaskLimit() {}

    /** For {@code pids.max} of the tree, in both versions. */
    static String ofAll() {
        return of(KernelLimits.tasks());
    }

    /** @param tasks the processes and threads that the machine can have */
    static String of(long tasks) {
        return Long.toString(tasks - tasks / KEPT);
    }
}
