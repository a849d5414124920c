package dev.hearth.dataplane.sandbox;

/**
 * Is told the output and the end of a sandbox's process. Calls come one at a time, from a thread that serves many
 * sandboxes, and must not block.
 */
public interface SandboxListener {
    /**
     * Output to standard output or standard error, in the order in which it was written. The listener owns the array.
     */
    void output(byte[] bytes);

    /** Some bytes of what the companions print, all of them. The array is the listener's to keep. */
    default void companionOutput(byte[] bytes) {
        throw new IllegalStateException("there are no companions");
    }

    /**
     * A companion has ended and all its output has been delivered, or it could not be started. Called once for each,
     * also before {@link Sandbox#assign} returns; not for those that a reset or the sandbox's end kills.
     */
    default void companionExited(Companion companion, Exit exit) {
        throw new IllegalStateException("there are no companions");
    }

    /** The process has ended and all its output has been delivered. Called once. Companions may still run. */
    void exited(Exit exit);
}
