package dev.hearth.dataplane.wire;

import dev.hearth.model.Quotas;
import java.time.Duration;

/** The bounds of calls between the services of the data plane. */
final class Limits {
    /** No grant or permit lasts longer: the longest timeout (15 minutes), init, and the margins of its giver. */
    static final Duration LONGEST = Duration.ofMinutes(30);

    /** What a Worker or a Worker Manager says from memory; a Worker Manager takes one that needs longer for silent. */
    static final Duration FROM_MEMORY = Duration.ofSeconds(10);

    /** A request waits for a sandbox for at most a minute; and some time for its way. */
    static final Duration GRANT = Duration.ofSeconds(75);

    /** An image of 10 GB at 1 Gbit/s, and as long again to unpack it. */
    static final Duration PREPARE = Duration.ofMinutes(3);

    /** Added to the time that a function's init may take, for its code: as for {@link #PREPARE}. */
    static final Duration START = PREPARE;

    /** A sandbox goes in some 20 ms; its processes may take seconds to die on a machine that is busy. */
    static final Duration STOP = Duration.ofSeconds(30);

    /** How long the answer's or the event's next piece may wait for room on its way to a process that reads it. */
    static final Duration PIECE = Duration.ofSeconds(20);

    /** An event or an answer is sent in pieces of this length. A smaller one goes with the message before it. */
    static final int PIECE_BYTES = 64 * 1024;

    /** What an answer taken whole may have. A failure's details may be larger than an answer. */
    static final int WHOLE_BYTES = Quotas.RESPONSE_BYTES;

    /** The longest text of a refusal: in UTF-8, and with the rest, less than {@code rpc.Limits.REFUSAL_BYTES}. */
    static final int REFUSAL_CHARACTERS = 2_500;

    /** How often the news of an end is sent: the end of a grant or a permit that is lost is made good by time. */
    static final int END_ATTEMPTS = 2;

    /** How long a Worker waits for a part of the heap for an event, while others have it. */
    static final Duration EVENT_ROOM = Duration.ofSeconds(20);

    /** The part of the heap that events may take on their way to functions: 20 large ones with 1 GB of heap. */
    static final int EVENT_MEMORY = 8;

    /** The pause before sandboxes' ends are listened for again, after the connection was lost. */
    static final Duration LISTEN_AGAIN = Duration.ofSeconds(1);

    /** How long a Worker's news of its sandboxes are listened for in one call. */
    static final Duration LISTEN = Duration.ofDays(1);

    /** Ends of sandboxes that a listener has yet to hear of. More are left to the next report. */
    static final int UNHEARD = 1_000;

    /** Events of logs that wait to be sent, in bytes: some seconds of a thousand functions that log as they may. */
    static final long WAITING_LOGS = 16L * 1024 * 1024;

    /** The part of {@link #WAITING_LOGS} that events of one stream may take: the logs of other functions have room. */
    static final int WAITING_LOGS_OF_ONE = 8;

    /** Streams of logs that are kept open for Workers: one for each sandbox, of some 200 bytes. */
    static final int OPEN_LOGS = 20_000;

    /** Events of logs in one message; a single event has at most a quarter of a megabyte. */
    static final int LOG_BATCH_BYTES = 256 * 1024;

    /** How long the last events of logs are waited for when a Worker ends. */
    static final Duration LAST_LOGS = Duration.ofSeconds(5);

    /** Workers of one Worker Manager; each takes some 10 KB of it. */
    static final int WORKERS = 10_000;

    /** How often a Worker that has joined looks whether it is to drain or to leave. */
    static final Duration LOOK_AROUND = Duration.ofMillis(100);

    private Limits() {}
}
