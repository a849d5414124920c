package dev.hearth.dataplane.runtimeapi;

import dev.hearth.model.SandboxId;
import java.net.InetAddress;
import java.util.Optional;

/**
 * Serves the Runtime API (version 2018-06-01) to sandboxes over HTTP.
 *
 * <p>A sandbox is identified by the address of its connections or, if the driver gives it no address, by a listener of
 * its own. In both cases it reaches only its own session.
 */
public interface RuntimeApi extends AutoCloseable {
    /** Opens the session of a sandbox, before its process starts. */
    RuntimeSession open(SandboxId sandbox, Optional<InetAddress> address);

    /** Whether a listener that all sandboxes share has stopped to accept connections without having been closed. */
    boolean lost();

    @Override
    void close();
}
