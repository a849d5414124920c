package dev.hearth.dataplane.async;

import java.time.Duration;
import java.util.List;

/** How much the queue of events may take of the machine, and how long it tries. */
final class Limits {
    /**
     * Events that run at a time: each holds up to 1 MiB of payload, and mostly waits for its function; one that has run
     * holds the answer too, up to 6 MiB, and what its destination is told of both, until that is on disk.
     */
    static final int RUNNING = 128;

    /** Of one function, so that a slow one leaves room for others. */
    static final int RUNNING_OF_FUNCTION = 32;

    /** Events of one function that wait: a day of one a second. Over that, calls are refused as too many. */
    static final int WAITING = 100_000;

    /** Between two attempts to write what became of an event while the store fails: a full disk will not stay so. */
    static final Duration AFTER_FAILURE = Duration.ofSeconds(1);

    /** How long an event waits whose function is at its limit. */
    static final Duration CROWDED = Duration.ofSeconds(1);

    /** How long the end of what was drained may take to be written. */
    static final Duration CLOSE = Duration.ofSeconds(5);

    /** After a function's own error: "Lambda waits one minute before the second attempt, two before the third". */
    static final List<Duration> AFTER_ERROR = List.of(Duration.ofMinutes(1), Duration.ofMinutes(2));

    /** After throttling and failures of the platform: "from 1 second to a maximum of 5 minutes". */
    static final Duration AFTER_REFUSAL = Duration.ofSeconds(1);

    static final Duration AFTER_REFUSAL_MOST = Duration.ofMinutes(5);

    /** Retries and age unless configured: "two more times", "up to 6 hours". */
    static final int RETRIES = 2;

    static final Duration AGE = Duration.ofHours(6);

    private Limits() {}
}
