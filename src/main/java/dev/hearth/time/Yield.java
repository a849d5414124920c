package dev.hearth.time;

/**
 * Lets other virtual threads run. A virtual thread keeps its carrier until it waits. So work on megabytes yields
 * between slices, and does not delay small calls.
 */
public final class Yield {
    private Yield() {}

    /** Continues after the threads that wait for a carrier; at once if there are none. */
    @SuppressWarnings("ThreadPriorityCheck") // nothing relies on the order in which threads go on
    public static void toOthers() {
        Thread.yield();
    }
}
