package dev.hearth.base.http;

import java.time.Duration;

/** Bounds that no server sets for itself: of large payloads, and of a server that closes. */
final class Limits {
    /**
     * A chunk up to this size goes out in one write with its two lines, which would be packets of their own: holds a
     * piece of 64 KB of a streamed answer in its frame.
     */
    static final int CHUNK_WRITE_BYTES = 72 * 1024;

    /** How much of a large body is read before others get the processor: 0.05 to 0.1 ms of copying. */
    static final int YIELD_BYTES = 256 * 1024;

    /** An answer that needs no place: as large as a request's body that is let in without a look at its signature. */
    static final int SMALL_ANSWER_BYTES = 64 * 1024;

    /** The part of the heap for larger answers until their callers have them: with 2 GB of heap, 42 of 6 MB. */
    static final int ANSWER_MEMORY = 8;

    /** How long a function's answer waits for its place: as long as a request's body waits for its own. */
    static final Duration ANSWER_PATIENCE = Duration.ofSeconds(20);

    /** How long a closing server waits for its listener to be gone: the end of a system call, under 1 ms. */
    static final Duration LISTENER_GONE = Duration.ofSeconds(1);

    /** Between two looks whether it is. */
    static final Duration LISTENER_GONE_POLL = Duration.ofMillis(1);

    private Limits() {}
}
