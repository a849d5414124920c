package dev.hearth.dataplane.runtimeapi;

import dev.hearth.model.SandboxId;
import java.net.InetAddress;
import java.util.Optional;

/**
 * Serves the Runtime API (version 2018-06-01) to sandboxes over HTTP.
 *
 * <p>A sandbox is told from the others by the address its calls come from, or where the driver gives it none, by a
 * listener of its own; either way it reaches nothing but its own session.
 */
public interface RuntimeApi extends AutoCloseable {
    /** Opens the session of a sandbox, before its process starts. */
    RuntimeSession open(SandboxId sandbox, Optional<InetAddress> address);

    /** Whether a listener of all sandboxes accepts no more connections though nobody has closed it. */
    boolean lost();

    @Override
    void close();
}
