package dev.hearth.dataplane.workermanager;

import java.time.Duration;

/** The worker manager's limits. */
final class Limits {
    /**
     * Starts take turns on the processors anyhow. A few for each keep them busy while others wait for a disk or a
     * pipe; many more only make every one of them late, until all run over the ten seconds that init may take.
     */
    static final int STARTS_PER_PROCESSOR = 8;

    static final int STARTS_AT_LEAST = 16;

    /** A start that takes longer than this waits for something, not for a processor: it makes way for the next. */
    static final Duration START_TURN = Duration.ofSeconds(2);

    /** Ten seconds of init, once more after a failed start, and a burst's turns before it. */
    static final Duration WAIT = Duration.ofSeconds(60);

    /**
     * Starts for asynchronous requests at the same time, for each processor. Nobody waits for their answers, and more
     * starts would take the processors from synchronous calls.
     */
    static final double ASYNCHRONOUS_STARTS_PER_PROCESSOR = 0.5;

    /** A start of a small function takes some 50 ms of a processor; one that takes longer mostly waits. */
    static final Duration ASYNCHRONOUS_START_TURN = Duration.ofMillis(500);

    /**
     * How long a request waits while there is no room for another sandbox. A retry would lose its place in the queue.
     * So the wait is as long as callers have patience: of the SDKs, that for Java 2.x gives up first, after 30 seconds
     * without an answer, and the function needs a part of that.
     */
    static final Duration ROOM = Duration.ofSeconds(15);

    /** How often refusals are worth a line in the log. */
    static final Duration REFUSAL_LINE = Duration.ofSeconds(10);

    /** A second try overcomes a passing fault. A fault that stays should not cost the caller more than double. */
    static final int START_ATTEMPTS = 2;

    /**
     * How much longer than its function's timeout a grant lasts before its Worker is asked: for what the platform
     * itself does before and after the invocation, such as a payload's way, or the end of an answer.
     */
    static final Duration GRANT_MARGIN = Duration.ofSeconds(30);

    /** Ten seconds of init, and before it an image of 10 GB at 1 Gbit/s and as long again to unpack it. */
    static final Duration START_ANSWER = Duration.ofMinutes(3);

    /** A sandbox goes in some 20 ms; its processes may take seconds to die on a machine that is busy. */
    static final Duration STOP_ANSWER = Duration.ofSeconds(30);

    /** A Worker says what it runs from memory. */
    static final Duration LOOK_ANSWER = Duration.ofSeconds(10);

    /**
     * How often a Worker is asked what it runs when nothing else is the reason. 10,000 Workers then report some 300
     * times a second, and comparing a report of a hundred sandboxes takes some 10 µs.
     */
    static final Duration LOOK_EVERY = Duration.ofSeconds(30);

    /** The regular looks at Workers that join together are spread over as many parts of that time. */
    static final int LOOK_PARTS = 64;

    /** A report that came later than this after it was made would have been taken for silence. */
    static final Duration UNKNOWN_GRACE = LOOK_ANSWER;

    /** When a Worker is asked again about an invocation that is overdue and still runs. */
    static final Duration OVERDUE = Duration.ofSeconds(30);

    /** In what placement counts processors. */
    static final int MILLIS_PER_CPU = 1_000;
    /** Of each shard, some 300 bytes each: 80 MB for all 256 shards, and 262,144 revisions. */
    static final int LEARNED_REVISIONS = 1_024;

    /** When a provisioned sandbox is replaced that ended or did not start: one that never starts costs little so. */
    static final Duration REPLACEMENT = Duration.ofSeconds(1);

    /** A function whose provisioned sandboxes fail, one after the other, is tried ever more seldom. */
    static final Duration REPLACEMENT_MOST = Duration.ofMinutes(5);

    /** Doublings of the wait that lead beyond the longest. */
    static final int REPLACEMENT_DOUBLINGS = 9;

    /** A sandbox goes in some 20 ms; a hundred on a machine that is busy take seconds. */
    static final Duration CLOSE = Duration.ofSeconds(20);

    /**
     * How old a sandbox gets: its function's credentials last 12 hours, of which the longest invocation (15 minutes)
     * and as much for its start and for clocks are taken off.
     */
    static final Duration GREATEST_AGE = Duration.ofHours(12).minus(Duration.ofMinutes(30));

    private Limits() {}
}
