package dev.hearth.base.http;

import java.net.InetAddress;

/**
 * Where a server listens and what it bears.
 *
 * @param port 0 for any free one
 */
public record HttpServerConfig(InetAddress address, int port, HttpLimits limits) {
    public HttpServerConfig(InetAddress address, int port) {
        this(address, port, HttpLimits.DEFAULT);
    }
}
