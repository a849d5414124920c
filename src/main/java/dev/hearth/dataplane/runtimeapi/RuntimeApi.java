package dev.hearth.dataplane.runtimeapi;

import dev.hearth.model.SandboxId;
import java.net.InetAddress;
import java.util.Optional;

/**
 * Serves the Runtime API (version 2018-06-01) to sandboxes over HTTP.
 *
 * <p>A sandbox is identified by the source address of its calls or, where the driver gives it none, by a listener of
 * its own. Either way it can reach only its own session.
 */
public interface RuntimeApi extends AutoCloseable {
    /** Opens the session of a sandbox, before its process starts. */
    RuntimeSession open(SandboxId sandbox, Optional<InetAddress> address);

    /** Whether a shared listener accepts no more connections although it was not closed. */
    boolean lost();

    @Override
    void close();
}
