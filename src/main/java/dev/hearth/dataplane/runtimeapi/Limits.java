package dev.hearth.dataplane.runtimeapi;

import dev.hearth.base.http.PeerLimits;
import dev.hearth.model.Quotas;
import java.time.Duration;

/** The bounds of the Runtime API. */
final class Limits {
    /** The longest error that is handed on: as long as an asynchronous event, to which it may be attached. */
    static final int ERROR_BYTES = Quotas.ASYNCHRONOUS_EVENT_BYTES;

    /**
     * The most of a streamed answer that goes on at once: what a socket holds, and a thousand streams take 64 MB. A
     * runtime's smaller pieces go on as they come.
     */
    static final int PIECE_BYTES = 64 * 1024;

    /**
     * How long a runtime that does not wait for its next invocation has to ask for it, before the invocation goes to
     * another sandbox. A runtime asks within a millisecond of its answer; one of the smallest functions, which get a
     * 14th of a processor in slices of 100 ms, within some hundred. Longer is work that it does after its answer, or a
     * fault.
     */
    static final Duration PICK_UP = Duration.ofSeconds(2);

    /**
     * How long a process that has exited may keep silent before its answer counts as lost. What it sent is in the
     * kernel's buffers when it exits, some megabytes at most, and is read within milliseconds.
     */
    static final Duration LAST_ANSWER = Duration.ofSeconds(1);

    /** How long the server may take to accept a connection that a process made before it exited: some ms if busy. */
    static final Duration ACCEPTANCE = Duration.ofMillis(100);

    /**
     * Connections, and calls at once, of one sandbox. A runtime has one or two; more may be given up and not yet
     * noticed.
     */
    static final int CALLS = 32;

    /** Connections of all sandboxes at once: 32 of each of a thousand. */
    static final int CONNECTIONS = 32_000;

    /** What each sandbox can have however many connections others have: its runtime's, and one given up. */
    static final int CONNECTIONS_IN_CROWD = 3;

    /** A connection takes a virtual thread and its first buffer. */
    private static final long CONNECTION_BYTES = 28 * 1024;

    /** The part of the heap that connections beyond {@link #CONNECTIONS_IN_CROWD} may take. */
    private static final int CONNECTION_MEMORY = 16;

    /** How many connections of one sandbox may have a head of more than 8 KB: one that is given up, and the next. */
    static final int LONG_HEADS = 2;

    /** The part of the heap for all such heads: 60 with 1 GB of heap. */
    private static final int HEAD_MEMORY = 16;

    /**
     * The request line and headers. Runtimes send under 1 KB, save for an error's cause for X-Ray: AWS's clients for
     * Python and Node.js send one of up to 1 MB in a header, and give up, with their process, when it is refused.
     */
    static final int HEAD_BYTES = (1024 + 64) * 1024;

    static final int HEADERS = 64;

    /**
     * How long a runtime may take for an answer whose length it has announced, besides the time for its bytes. It has
     * the whole answer in memory then, so it needs milliseconds; the smallest function, with a 14th of a processor on a
     * busy machine, some hundred. Else memory that is reserved for the answer would be held for a function's whole
     * time.
     */
    static final Duration ANSWER_GRACE = Duration.ofSeconds(5);

    /** How long an answer waits for another of the same sandbox that is being read: a closed connection is noticed. */
    static final Duration BODY_TURN = Duration.ofSeconds(1);

    /** The lowest rate of the bytes of such an answer: 6 MB in three seconds more. */
    static final int ANSWER_BYTES_PER_SECOND = 2 * 1024 * 1024;

    /** The same of an answer of unknown length, which a runtime may send as it is made: as clients of the API. */
    static final int OPEN_ENDED_BYTES_PER_SECOND = 16 * 1024;

    static final Duration OPEN_ENDED_GRACE = Duration.ofSeconds(30);

    /** What is read of an answer that is too large before that is said; of a longer one the rest is cut off. */
    static final long DRAIN_BYTES = 128L * 1024 * 1024;

    static final int DRAIN_CHUNK_BYTES = 16 * 1024;

    /**
     * How long a runtime may take over the next bytes of an answer. The longest function streams as slowly as it likes,
     * so there is no rate beside it: a function's own timeout ends what it streams.
     */
    static final Duration STALL = Duration.ofMinutes(15);

    /**
     * How long a connection may be silent: longer than the longest function, whose runtime's connection is silent while
     * it runs, and than a sandbox stays idle.
     */
    static final Duration IDLE = Duration.ofHours(12);

    /** The body of a registration: a list of two words. Longer ones are refused. */
    static final int REGISTRATION_BYTES = 64 * 1024;

    /** The length of an extension's name: that of a file's, in characters. */
    static final int EXTENSION_NAME = 255;

    /** What one sandbox may have of a server with a heap of this size and so many connections. */
    static PeerLimits perSandbox(long heapBytes, int connections) {
        return new PeerLimits(
                CALLS,
                (int) Math.min(connections / 2, heapBytes / CONNECTION_MEMORY / CONNECTION_BYTES),
                CONNECTIONS_IN_CROWD,
                LONG_HEADS,
                Math.clamp(heapBytes / HEAD_MEMORY / HEAD_BYTES, LONG_HEADS, Integer.MAX_VALUE));
    }

    private Limits() {}
}
