package dev.hearth.dataplane.sandbox;

/**
 * Hears what a sandbox's process prints and that it ended. Calls come one at a time, from a thread that serves many
 * sandboxes: they must not block.
 */
public interface SandboxListener {
    /** Some bytes of standard output or standard error, in the order written. The array is the listener's to keep. */
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
