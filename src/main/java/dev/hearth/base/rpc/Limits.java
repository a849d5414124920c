package dev.hearth.base.rpc;

import java.time.Duration;

/** The bounds of calls between processes. */
public final class Limits {
    /**
     * The longest message: a function's error has up to 1 MB; its configuration, with an environment of 4 KB, some 20
     * KB. What may be longer is sent in pieces.
     */
    public static final int MESSAGE_BYTES = 2 * 1024 * 1024;

    /** A refusal travels in a header of HTTP/2, in base64; all headers together may have {@link #HEADER_BYTES}. */
    public static final int REFUSAL_BYTES = 8 * 1024;

    static final int HEADER_BYTES = 32 * 1024;

    /** The most received messages of a stream that were not taken. */
    static final int WAITING_MESSAGES = 4;

    /**
     * The most bytes of a stream in transit. With a delay of 1 ms this allows 256 MB/s; a thousand such streams hold
     * 256 MB.
     */
    static final int WINDOW_BYTES = 256 * 1024;

    /** Calls at once on one connection; a Worker of 1 TB has 8,000 sandboxes of the smallest functions. */
    static final int CALLS_PER_CONNECTION = 10_000;

    /** How long a connection is silent before a ping is sent. */
    static final Duration PING_AFTER = Duration.ofSeconds(4);

    /** How long the answer to a ping may take. Then the connection counts as lost. */
    static final Duration PING_ANSWER = Duration.ofSeconds(4);

    /** Connecting within one network takes milliseconds; a machine that is not there never answers. */
    static final Duration CONNECT = Duration.ofSeconds(3);

    static final Duration HANDSHAKE = Duration.ofSeconds(10);

    private Limits() {}
}
