package dev.hearth.dataplane.sandbox;

/**
 * Hears what a sandbox's process prints and that it ended. Calls come one at a time, from a thread that serves many
 * sandboxes: they must not block.
 */
public interface SandboxListener {
    /** Some bytes of standard output or standard error, in the order written. The array is the listener's to keep. */
    void output(byte[] bytes);

    /** The process has ended and all its output has been delivered. Called once. */
    void exited(Exit exit);
}
