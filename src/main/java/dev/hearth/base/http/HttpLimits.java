package dev.hearth.base.http;

import java.time.Duration;

/**
 * The bounds of a server.
 *
 * @param maxConnections open at once; more wait in the kernel's queue. Each costs a virtual thread and its buffers,
 *     some 20 KB when idle
 * @param maxConnectionsPerPeer open at once from one address; more are closed at once
 * @param maxHeadBytes the request line and headers together
 * @param maxHeaders how many headers a request has at most
 * @param idleTimeout how long a connection may wait for its next request
 * @param stallTimeout how long a peer may take to finish a request's head, and to send or take the next bytes of a body
 * @param bodyBytesPerSecond how much of a body a peer must send on average, once {@link #stallTimeout} has gone by;
 *     0: as slowly as it likes
 */
public record HttpLimits(
        int maxConnections,
        int maxConnectionsPerPeer,
        int maxHeadBytes,
        int maxHeaders,
        Duration idleTimeout,
        Duration stallTimeout,
        int bodyBytesPerSecond) {
    /**
     * For a server that everybody reaches. AWS's load balancers take 64 KB of headers; its SDKs give idle
     * connections up after 60 seconds, so that the client is the one that closes. 16 KB/s is an eighth of a slow
     * uplink's megabit: the 6 MB of an invocation may take 7 minutes, the 70 MB of a package 73. One peer may have all
     * the connections: it may be a load balancer, and everybody's.
     */
    public static final HttpLimits DEFAULT = new HttpLimits(
            connections(Runtime.getRuntime().maxMemory()),
            Integer.MAX_VALUE,
            64 * 1024,
            128,
            Duration.ofSeconds(120),
            Duration.ofSeconds(30),
            16 * 1024);

    private static final int MOST_CONNECTIONS = 10_000;

    /** What nobody may be kept from who comes alone, however small the heap. */
    private static final int LEAST_CONNECTIONS = 64;

    /** What a connection takes at its worst: a head of 64 KB, a body of 8 KB that needs no place, 20 KB when idle. */
    private static final long CONNECTION_BYTES = 92 * 1024;

    /** The first buffer of a connection: holds the head of nearly every request, and a small body with it. */
    static final int INPUT_BUFFER_BYTES = 8 * 1024;

    /**
     * An answer up to this size goes out in one write, head and body together; a copy is cheaper than a system call.
     */
    static final int SINGLE_WRITE_BYTES = 32 * 1024;

    /**
     * A larger body is written in slices of this size: the peer must take one within {@link #stallTimeout}, and others
     * get the processor between two.
     */
    static final int WRITE_SLICE_BYTES = 128 * 1024;

    /** The first array for a body whose length is only claimed so far; when it is full, one of that length follows. */
    static final int BODY_FIRST_BYTES = 64 * 1024;

    /** What is read and thrown away of an unread body so that the connection can be used again. */
    static final int KEEP_ALIVE_DRAIN_BYTES = 1024 * 1024;

    /**
     * What is read and thrown away before a connection with an unread body is closed. Closing at once would reset
     * it, and the peer would never see the answer; the largest request of the API has 70 MB.
     */
    static final long CLOSING_DRAIN_BYTES = 128L * 1024 * 1024;

    /** How long that may take: nothing more is awaited of a peer that has been quiet for so long. */
    static final Duration CLOSING_DRAIN_QUIET = Duration.ofSeconds(1);

    /** What all requests that a closing server cuts off get together to say so; a small answer takes a millisecond. */
    static final Duration LAST_WORDS = Duration.ofSeconds(2);

    /** Between two looks whether they have. */
    static final Duration LAST_WORDS_POLL = Duration.ofMillis(5);

    /** A line that gives a chunk's size, with its extensions. */
    static final int CHUNK_LINE_BYTES = 256;

    /** Connections the kernel keeps waiting; it caps this at its own limit (net.core.somaxconn, 4,096). */
    static final int BACKLOG = 4096;

    /** How many connections a quarter of the heap bears: with 1 GB 2,849, and 10,000 with 4 GB. */
    static int connections(long heapBytes) {
        return Math.clamp(heapBytes / 4 / CONNECTION_BYTES, LEAST_CONNECTIONS, MOST_CONNECTIONS);
    }
}
