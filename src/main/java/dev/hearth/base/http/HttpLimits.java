package dev.hearth.base.http;

import java.time.Duration;

/**
 * The limits of a server.
 *
 * @param maxConnections the most open connections; further ones wait in the kernel's queue. Each open connection needs
 *     a virtual thread and its buffers, some 20 KB when idle
 * @param peer what one address may have of that
 * @param maxHeadBytes the longest head: request line and headers together
 * @param maxHeaders the most headers of a request
 * @param idleTimeout how long a connection may wait for its next request
 * @param stallTimeout how long a peer may take to finish a request's head, and to send or receive the next bytes of a
 *     body
 * @param bodyBytesPerSecond the lowest average rate at which a peer may send a body, once {@link #stallTimeout} has
 *     passed; 0: no lower limit
 */
public record HttpLimits(
        int maxConnections,
        PeerLimits peer,
        int maxHeadBytes,
        int maxHeaders,
        Duration idleTimeout,
        Duration stallTimeout,
        int bodyBytesPerSecond) {
    /**
     * The limits of a public server. AWS's load balancers accept 64 KB of headers. AWS's SDKs close idle connections
     * after 60 seconds. This server waits longer, so that the client is the side that closes. 16 KB/s is an eighth of a
     * slow uplink's megabit: the 6 MB of an invocation may take 7 minutes, the 70 MB of a package 73. One peer may have
     * all connections, because the peer may be a load balancer for all clients.
     */
    public static final HttpLimits DEFAULT = new HttpLimits(
            connections(Runtime.getRuntime().maxMemory(), OpenFiles.forOneServer()),
            PeerLimits.NONE,
            64 * 1024,
            128,
            Duration.ofSeconds(120),
            Duration.ofSeconds(30),
            16 * 1024);

    private static final int MOST_CONNECTIONS = 10_000;

    /** The least number of connections, however small the heap is. */
    private static final int LEAST_CONNECTIONS = 64;

    /** The most memory of a connection: a head of 64 KB, a body of 8 KB that needs no place, 20 KB when idle. */
    private static final long CONNECTION_BYTES = 92 * 1024;

    /** The first buffer of a connection. Nearly every head fits into it, together with a small body. */
    static final int INPUT_BUFFER_BYTES = 8 * 1024;

    /** A response up to this size is sent in one write with its head: a copy costs less than a system call. */
    static final int SINGLE_WRITE_BYTES = 32 * 1024;

    /**
     * A larger body is written in slices of this size. The peer must receive each slice within {@link #stallTimeout},
     * and the thread yields between two slices.
     */
    static final int WRITE_SLICE_BYTES = 128 * 1024;

    /** The first array for a body of declared length. When it is full, one of the declared length replaces it. */
    static final int BODY_FIRST_BYTES = 64 * 1024;

    /** The most bytes of an unread body that are discarded so that the connection can serve another request. */
    static final int KEEP_ALIVE_DRAIN_BYTES = 1024 * 1024;

    /**
     * The most bytes that are discarded before a connection with an unread body is closed. Closing at once would reset
     * the connection, and the peer would not see the response. The largest request of the API has 70 MB.
     */
    static final long CLOSING_DRAIN_BYTES = 128L * 1024 * 1024;

    /** How long a peer may send nothing while its bytes are discarded. The connection is closed after that. */
    static final Duration CLOSING_DRAIN_QUIET = Duration.ofSeconds(1);

    /** The time for all interrupted requests of a closing server to send an error. A small response takes 1 ms. */
    static final Duration LAST_WORDS = Duration.ofSeconds(2);

    /** The interval at which a closing server checks whether those requests have ended. */
    static final Duration LAST_WORDS_POLL = Duration.ofMillis(5);

    /** The longest line that gives a chunk's size, with its extensions. */
    static final int CHUNK_LINE_BYTES = 256;

    /** The kernel's queue of connections. The kernel limits it to its own maximum (net.core.somaxconn, 4,096). */
    static final int BACKLOG = 4096;

    /** As many connections as fit into a quarter of the heap, 2,849 with 1 GB, and no more than files. */
    static int connections(long heapBytes, int files) {
        return Math.clamp(Math.min(heapBytes / 4 / CONNECTION_BYTES, files), LEAST_CONNECTIONS, MOST_CONNECTIONS);
    }
}
