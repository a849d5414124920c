package dev.hearth.dataplane.telemetry;

import java.io.IOException;
import java.nio.channels.SocketChannel;

/** The way into a sandbox's network. */
@FunctionalInterface
public interface Door {
    /**
     * Connects to a port of the sandbox's own {@code 127.0.0.1}.
     *
     * @throws IOException if nobody listens there, or the sandbox is gone
     */
    SocketChannel connect(int port) throws IOException;
}
