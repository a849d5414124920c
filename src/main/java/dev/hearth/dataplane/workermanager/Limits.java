package dev.hearth.dataplane.workermanager;

import java.time.Duration;

/** The worker manager's limits. */
final class Limits {
    /**
     * Simultaneous starts for each processor. A few keep the processor busy while others wait for a disk or a pipe.
     * Many more would delay each other, until all exceed the ten seconds of init.
     */
    static final int STARTS_PER_PROCESSOR = 8;

    static final int STARTS_AT_LEAST = 16;

    /**
     * The time after which a start loses its turn to the next one, because it probably waits for something other than a
     * processor.
     */
    static final Duration START_TURN = Duration.ofSeconds(2);

    /**
     * The longest wait of a request: ten seconds of init, a second start after a failure, and the turns of a burst
     * before.
     */
    static final Duration WAIT = Duration.ofSeconds(60);

    /**
     * Simultaneous starts for asynchronous requests for each processor. No caller waits for their answers, and more
     * starts would take the processors from synchronous calls.
     */
    static final double ASYNCHRONOUS_STARTS_PER_PROCESSOR = 0.5;

    /** The turn of such a start: a small function takes some 50 ms of a processor, and a longer start mostly waits. */
    static final Duration ASYNCHRONOUS_START_TURN = Duration.ofMillis(500);

    /**
     * How long a request waits while there is no room for another sandbox. A retry would lose its place in the queue.
     * So the wait is as long as callers have patience: of the SDKs, that for Java 2.x gives up first, after 30 seconds
     * without an answer, and the function needs a part of that.
     */
    static final Duration ROOM = Duration.ofSeconds(15);

    /** The interval of log lines about refusals. */
    static final Duration REFUSAL_LINE = Duration.ofSeconds(10);

    /**
     * The attempts of a start: a second one overcomes a passing fault, and a lasting fault costs the caller at most
     * double.
     */
    static final int START_ATTEMPTS = 2;

    /**
     * How much longer than its function's timeout a grant lasts before its Worker is asked, for the platform's own work
     * before and after the invocation, such as the transfer of payloads.
     */
    static final Duration GRANT_MARGIN = Duration.ofSeconds(30);

    /**
     * The time in which a Worker answers a start: ten seconds of init, and before it an image of 10 GB at 1 Gbit/s and
     * as long again to unpack it.
     */
    static final Duration START_ANSWER = Duration.ofMinutes(3);

    /**
     * The time in which a Worker answers a stop: a sandbox is removed in some 20 ms, but its processes may take seconds
     * to end on a busy machine.
     */
    static final Duration STOP_ANSWER = Duration.ofSeconds(30);

    /** The time in which a Worker reports, which it does from memory. */
    static final Duration LOOK_ANSWER = Duration.ofSeconds(10);

    /**
     * The interval of regular reports. 10,000 Workers then report some 300 times a second, and comparing a report of a
     * hundred sandboxes takes some 10 µs.
     */
    static final Duration LOOK_EVERY = Duration.ofSeconds(30);

    /** The parts of that interval over which the reports of Workers that join together are spread. */
    static final int LOOK_PARTS = 64;

    /** How old a report can be: a later one would have counted as silence. */
    static final Duration UNKNOWN_GRACE = LOOK_ANSWER;

    /** The interval of questions about an invocation that is overdue and still runs. */
    static final Duration OVERDUE = Duration.ofSeconds(30);

    /** The least change of the use of processors that placement is told, in thousandths. */
    static final int CPU_DIFFERENCE = 20;

    /** The same as one in so many of the expectation, because use varies by that much between measurements. */
    static final int CPU_DIFFERENCE_ONE_IN = 4;

    /**
     * The revisions of each shard whose usage is kept, some 300 bytes each: 80 MB for all 256 shards, and 262,144
     * revisions.
     */
    static final int LEARNED_REVISIONS = 1_024;

    /**
     * The delay before a provisioned sandbox that ended or failed to start is replaced, so that one that always fails
     * costs little.
     */
    static final Duration REPLACEMENT = Duration.ofSeconds(1);

    /** The longest delay. It doubles with each failure in a row. */
    static final Duration REPLACEMENT_MOST = Duration.ofMinutes(5);

    /** The doublings after which the delay is the longest. */
    static final int REPLACEMENT_DOUBLINGS = 9;

    /**
     * The time to stop all sandboxes at a close: each takes some 20 ms, and a hundred take seconds on a busy machine.
     */
    static final Duration CLOSE = Duration.ofSeconds(20);

    /**
     * The greatest age of a sandbox: its function's credentials last 12 hours, minus the longest invocation (15
     * minutes) and as much for its start and for clocks.
     */
    static final Duration GREATEST_AGE = Duration.ofHours(12).minus(Duration.ofMinutes(30));

    private Limits() {}
}
