package dev.hearth.dataplane.runtimeapi;

import dev.hearth.base.http.PeerLimits;
import dev.hearth.model.Quotas;
import java.time.Duration;

/** The limits of the Runtime API. */
final class Limits {
    /** The greatest size of a reported error: that of an asynchronous event, to which it may be attached. */
    static final int ERROR_BYTES = Quotas.ASYNCHRONOUS_EVENT_BYTES;

    /**
     * The greatest piece of a streamed answer: the size of a socket's buffer. A thousand streams take 64 MB. A
     * runtime's smaller pieces are passed on as they come.
     */
    static final int PIECE_BYTES = 64 * 1024;

    /**
     * The time in which a runtime that does not wait for its next invocation must ask for it, before the invocation
     * goes to another sandbox. A runtime asks within a millisecond of its answer, and one of the smallest functions,
     * which get a 14th of a processor in slices of 100 ms, within some hundred. A longer time is work after the answer,
     * or a fault.
     */
    static final Duration PICK_UP = Duration.ofSeconds(2);

    /**
     * The time without data after which the answer of an exited process counts as lost. Its last bytes are in the
     * kernel's buffers, some megabytes at most, and are read within milliseconds.
     */
    static final Duration LAST_ANSWER = Duration.ofSeconds(1);

    /**
     * The time in which the server accepts a connection that a process made before it exited: some ms on a busy
     * machine.
     */
    static final Duration ACCEPTANCE = Duration.ofMillis(100);

    /**
     * Connections, and simultaneous calls, of one sandbox. A runtime has one or two; the others may be closed
     * connections whose end was not noticed yet.
     */
    static final int CALLS = 32;

    /** Connections of all sandboxes together: 32 of each of a thousand. */
    static final int CONNECTIONS = 32_000;

    /** Connections that each sandbox can have regardless of others: its runtime's, and closed ones. */
    static final int CONNECTIONS_IN_CROWD = 3;

    /** The memory of a connection: a virtual thread and its first buffer. */
    private static final long CONNECTION_BYTES = 28 * 1024;

    /** The part of the heap that connections beyond {@link #CONNECTIONS_IN_CROWD} may take. */
    private static final int CONNECTION_MEMORY = 16;

    /** Connections of one sandbox with a head of more than 8 KB: a closed one, and the next. */
    static final int LONG_HEADS = 2;

    /** The part of the heap for all such heads: 60 with 1 GB of heap. */
    private static final int HEAD_MEMORY = 16;

    /**
     * Bytes of the request line and headers. Runtimes send under 1 KB, except for an error's cause for X-Ray: AWS's
     * clients for Python and Node.js send up to 1 MB in a header, and end their process if it is refused.
     */
    static final int HEAD_BYTES = (1024 + 64) * 1024;

    static final int HEADERS = 64;

    /**
     * The time for an answer of known length, besides that for its bytes. The runtime has the whole answer in memory
     * and needs milliseconds, or some hundred for the smallest function on a busy machine. Without this limit, memory
     * that is reserved for the answer could be held until the function's timeout.
     */
    static final Duration ANSWER_GRACE = Duration.ofSeconds(5);

    /** The wait for another answer of the same sandbox that is being read: a closed connection is noticed by then. */
    static final Duration BODY_TURN = Duration.ofSeconds(1);

    /** The lowest rate of such an answer: 6 MB in three seconds more. */
    static final int ANSWER_BYTES_PER_SECOND = 2 * 1024 * 1024;

    /**
     * The lowest rate of an answer of unknown length, which a runtime may send while it is made: that of the API's
     * clients.
     */
    static final int OPEN_ENDED_BYTES_PER_SECOND = 16 * 1024;

    static final Duration OPEN_ENDED_GRACE = Duration.ofSeconds(30);

    /** Bytes that are read of an answer that is too large, before the refusal is sent. The rest is cut off. */
    static final long DRAIN_BYTES = 128L * 1024 * 1024;

    static final int DRAIN_CHUNK_BYTES = 16 * 1024;

    /**
     * The longest pause within an answer. There is no lowest rate for streams, because a function's timeout ends its
     * stream.
     */
    static final Duration STALL = Duration.ofMinutes(15);

    /**
     * The longest idle time of a connection: longer than the longest function, whose runtime's connection is idle while
     * it runs, and than a sandbox stays idle.
     */
    static final Duration IDLE = Duration.ofHours(12);

    /** The body of a registration: a list of two words. Longer ones are refused. */
    static final int REGISTRATION_BYTES = 64 * 1024;

    /** The length of an extension's name: that of a file's, in characters. */
    static final int EXTENSION_NAME = 255;

    /**
     * What is kept of the type of an extension's error, in characters. A header may have a megabyte, and each type is
     * in a line of the log and in an event for each subscriber.
     */
    static final int EXTENSION_ERROR_TYPE = 255;

    /** The limits of one sandbox, for a server with this heap and so many connections. */
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
