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

    /** The process has ended and all its output has been delivered. Called once. */
    void exited(Exit exit);
}
