package dev.hearth.base.http;

import java.time.Duration;

/** Limits that are the same for all servers: for large payloads, and for closing a server. */
final class Limits {
    /**
     * A chunk up to this size is sent in one write together with its size line and its end. Separate writes would
     * become packets of their own. A 64 KB piece of a streamed answer, with its event frame, fits.
     */
    static final int CHUNK_WRITE_BYTES = 72 * 1024;

    /** How many bytes of a large body are read before the thread yields: 0.05 to 0.1 ms of copying. */
    static final int YIELD_BYTES = 256 * 1024;

    /**
     * Answers up to this size are not counted: the same as for bodies that are read before a check of the signature.
     */
    static final int SMALL_ANSWER_BYTES = 64 * 1024;

    /**
     * The part of the heap for larger answers, until their callers have received them: 42 of 6 MB with 2 GB of heap.
     */
    static final int ANSWER_MEMORY = 8;

    /** The part of that for answers of unknown length: 10 of 6 MB with 2 GB of heap. Few runtimes send such. */
    static final int OPEN_ENDED_ANSWERS = 4;

    /** How long a function's answer waits for memory: as long as a request's body waits. */
    static final Duration ANSWER_PATIENCE = Duration.ofSeconds(20);

    /** How long a closing server waits until its listener has ended. The system call usually returns within 1 ms. */
    static final Duration LISTENER_GONE = Duration.ofSeconds(1);

    /** The interval at which a closing server checks whether its listener has ended. */
    static final Duration LISTENER_GONE_POLL = Duration.ofMillis(1);

    private Limits() {}
}
