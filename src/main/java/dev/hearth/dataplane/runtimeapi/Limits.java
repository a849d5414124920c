package dev.hearth.dataplane.runtimeapi;

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

    /**
     * The request line and headers. Runtimes send under 1 KB, save for an error's cause for X-Ray: AWS's clients for
     * Python and Node.js send one of up to 1 MB in a header, and give up, with their process, when it is refused.
     */
    static final int HEAD_BYTES = (1024 + 64) * 1024;

    static final int HEADERS = 64;

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

    private Limits() {}
}
