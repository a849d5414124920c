package dev.hearth.time;

/**
 * Lets other virtual threads run. A virtual thread keeps its carrier until it waits for something: whatever works on
 * megabytes yields between slices, so that it keeps no processor from small calls.
 */
public final class Yield {
    private Yield() {}

    /** Goes on after those that wait for a carrier; at once if there are none. */
    @SuppressWarnings("ThreadPriorityCheck") // nothing relies on the order in which threads go on
    public static void toOthers() {
        Thread.yield();
    }
}
