package dev.hearth.dataplane.async;

import java.time.Duration;

/** How much the queue of events may take of the machine, and how long it tries. */
final class Limits {
    /**
     * Events that run at a time: each holds up to 1 MiB of payload, and mostly waits for its function; one that has run
     * holds the answer too, up to 6 MiB, and what its destination is told of both, until that is on disk.
     */
    static final int SLOTS = 256;

    /** Of one account: three quarters of these at most run at a time, 96. */
    static final int SLOTS_OF_ACCOUNT = SLOTS / 2;

    /** Of one function: half of these at most run at a time, 32. */
    static final int SLOTS_OF_FUNCTION = SLOTS_OF_ACCOUNT / 2;

    /** How many events of a function run at a time at first; with each that is not refused one more may. */
    static final int WIDTH_AT_FIRST = 4;

    /** The most of one function: as many are claimed ahead, by names of 32 characters each. */
    static final int WIDTH = SLOTS_OF_FUNCTION / 2;

    /**
     * Claims and removals of whole queues at once: some dozens of statements are enough for any store. Further queues
     * wait in memory, each at most once, with some 200 bytes; otherwise a look at 10,000 queues would take as many
     * threads. An event's own actions are bounded by {@link #SLOTS}: each event with a slot has one under way.
     */
    static final int QUEUES_AT_ONCE = 16;

    /** Events of one function that wait: a day of one a second. Over that, calls are refused as too many. */
    static final int WAITING = 100_000;

    /** Between two attempts to write what became of an event while the store fails: a full disk will not stay so. */
    static final Duration AFTER_FAILURE = Duration.ofSeconds(1);

    /**
     * The time after which a claim expires unless its process renews it, so that events of a dead process run again.
     */
    static final Duration LEASE = Duration.ofSeconds(60);

    /** Two renewals may fail before a claim lapses. */
    static final Duration RENEWAL = LEASE.dividedBy(3);

    /** How often is looked for what other processes accepted or left: one question for each function with events. */
    static final Duration LOOK = Duration.ofSeconds(30);

    /** Events removed in one transaction after their function is deleted: with 1 MiB each some 20 ms. */
    static final int SWEPT = 50;

    /** How long the end of what was drained may take to be written. */
    static final Duration CLOSE = Duration.ofSeconds(5);

    /** After a function's own error: "Lambda waits one minute before the second attempt, two before the third". */
    static final Duration AFTER_ERROR = Duration.ofMinutes(1);

    /** After throttling and failures of the platform: "from 1 second to a maximum of 5 minutes". */
    static final Duration AFTER_REFUSAL = Duration.ofSeconds(1);

    static final Duration AFTER_REFUSAL_MOST = Duration.ofMinutes(5);

    /**
     * The most that the other events of a function wait after one was refused: the refusal is likely to meet them, too,
     * and each would cost a claim and a write. Whoever lifts a throttle waits no longer for the first to run.
     */
    static final Duration PAUSE_MOST = Duration.ofSeconds(30);

    /** Retries and age unless configured: "two more times", "up to 6 hours". */
    static final int RETRIES = 2;

    static final Duration AGE = Duration.ofHours(6);

    /** How long a destination that is throttled is tried: as long as an event may wait for its function. */
    static final Duration REPORTING = AGE;

    private Limits() {}
}
