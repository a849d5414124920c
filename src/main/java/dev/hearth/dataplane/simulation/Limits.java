package dev.hearth.dataplane.simulation;

import java.time.Duration;

/** The durations of operations on simulated machines, and the limits of a simulation. */
final class Limits {
    /** The time to make the namespaces, cgroup and mounts of a sandbox: docs/benchmarks.md has 10 to 30 ms. */
    static final Duration MAKE = Duration.ofMillis(20);

    /** The time to download one megabyte of code from a store in the same building and to unpack it. */
    static final Duration DOWNLOAD_PER_MB = Duration.ofMillis(15);

    /** The time until callers notice a Worker's death by the broken connection. */
    static final Duration BROKEN_CONNECTION = Duration.ofMillis(500);

    /** The time until the Worker Manager's shell notices the broken connection to a dead Worker. */
    static final Duration SILENT_AFTER = Duration.ofSeconds(3);

    /** The interval at which a Worker that has not joined yet is asked for its report. */
    static final Duration JOIN_EVERY = Duration.ofSeconds(10);

    /**
     * The time within which the Worker Manager must stop using a silent Worker: its regular checks are up to a minute
     * apart, wait ten seconds for an answer, and messages take up to two seconds.
     */
    static final Duration SILENCE_FOUND = Duration.ofSeconds(80);

    /**
     * The time within which a sandbox that the Worker Manager does not know must be found. A check every 30 seconds
     * finds it unless one of three messages is lost (each with a probability of at most 5 %), so that ten checks in a
     * row fail once in 10^8 times.
     */
    static final Duration ORPHAN_FOUND = Duration.ofMinutes(5);

    /** How long a Frontend waits for the Worker Manager: longer than any request waits there. */
    static final Duration PATIENCE = Duration.ofSeconds(75);

    /** The time that a Frontend adds to a function's timeout before it takes the Worker for lost. */
    static final Duration ANSWER_MARGIN = Duration.ofSeconds(10);

    /** The attempts of a call, each with another sandbox, if sandboxes were gone before the invocation began. */
    static final int INVOKE_ATTEMPTS = 3;

    /** How long after the limits of its waits a call may exist before it counts as lost. */
    static final Duration CALL_MARGIN = Duration.ofMinutes(2);

    /** The interval of samples of the fleet for the figures. */
    static final Duration SAMPLE = Duration.ofMinutes(1);

    /** The memory that comes with one whole processor, as on Lambda. */
    static final double MB_PER_PROCESSOR = 1_769;

    /** The time after which a dead process's claim on an event expires, as in the product's store. */
    static final Duration CLAIM = Duration.ofSeconds(60);

    /** The number of latest events that are printed when an invariant is broken. */
    static final int JOURNAL = 60;

    /** The least duration of an invocation that is measured by itself, as on a real Worker. */
    static final Duration WORTH_A_MEASURE = Duration.ofMillis(10);

    /** The time for which shorter invocations share one measurement. */
    static final Duration MEASURE = Duration.ofMillis(100);

    /** The greatest number of code digests in a Worker's report, as in a real one's. */
    static final int REPORTED_CODE = 100;

    /** Thousandths of a processor in one. */
    static final int MILLIS = 1_000;

    private Limits() {}
}
