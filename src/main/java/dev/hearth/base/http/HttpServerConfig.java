package dev.hearth.base.http;

import java.net.InetAddress;

/**
 * The address and limits of a server.
 *
 * @param port 0 for any free port
 */
public record HttpServerConfig(InetAddress address, int port, HttpLimits limits) {
    public HttpServerConfig(InetAddress address, int port) {
        this(address, port, HttpLimits.DEFAULT);
    }
}
