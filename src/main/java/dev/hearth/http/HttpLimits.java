package dev.hearth.http;

import java.time.Duration;

/**
 * The bounds of a server. Those of bodies are the receiver's: {@link HttpRequest#body}.
 *
 * @param maxConnections open at once. Each costs a virtual thread and its buffers, some 20 KB when idle
 * @param maxHeadBytes the request line, and again all headers together
 * @param idleTimeout how long a connection may be silent
 */
public record HttpLimits(int maxConnections, int maxHeadBytes, Duration idleTimeout) {
    /** For a server that everybody reaches. AWS's load balancers take 64 KB of headers, too. */
    public static final HttpLimits DEFAULT = new HttpLimits(10_000, 64 * 1024, Duration.ofMinutes(20));

    /** What the kernel keeps waiting; it caps this at its own limit (net.core.somaxconn, 4,096). */
    static final int BACKLOG = 4_096;

    /** The first array for a body whose length is only claimed so far; it grows as bytes really come. */
    static final int FIRST_BODY_BYTES = 64 * 1024;
}
