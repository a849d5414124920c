package dev.hearth.dataplane.simulation;

import java.time.Duration;

/** The times of simulated machines, and how much a simulation keeps. */
final class Limits {
    /** The namespaces, cgroup and mounts of a sandbox: docs/benchmarks.md has 10 to 30 ms. */
    static final Duration MAKE = Duration.ofMillis(20);

    /** One megabyte of code from a store in the same building, and unpacking it. */
    static final Duration DOWNLOAD_PER_MB = Duration.ofMillis(15);

    /** How long it takes until a Worker's death is noticed: its connection breaks. */
    static final Duration BROKEN_CONNECTION = Duration.ofMillis(500);

    /** When the Worker Manager's shell hears that the connection to a dead Worker has broken. */
    static final Duration SILENT_AFTER = Duration.ofSeconds(3);

    /** How often a Worker is asked that has not joined yet. */
    static final Duration JOIN_EVERY = Duration.ofSeconds(10);

    /**
     * How long a Worker may be silent until the Worker Manager uses it no more: its regular looks are up to a minute
     * apart, wait ten seconds for an answer, and messages take up to two.
     */
    static final Duration SILENCE_FOUND = Duration.ofSeconds(80);

    /**
     * How long a Worker may run a sandbox that the Worker Manager does not know. A look every 30 seconds finds it
     * unless one of three messages is lost (each with 5 % at most), so that ten looks in a row fail once in 10^8 times.
     */
    static final Duration ORPHAN_FOUND = Duration.ofMinutes(5);

    /** How long a Frontend waits for the Worker Manager: longer than that lets anybody wait. */
    static final Duration PATIENCE = Duration.ofSeconds(75);

    /** What a Frontend adds to a function's timeout before it takes the Worker for lost. */
    static final Duration ANSWER_MARGIN = Duration.ofSeconds(10);

    /** To how many sandboxes a call goes, each of which was gone before it took the call. */
    static final int INVOKE_ATTEMPTS = 3;

    /** How long after its limits a call may still be there before it counts as lost. */
    static final Duration CALL_MARGIN = Duration.ofMinutes(2);

    /** How often the fleet is looked at for the figures. */
    static final Duration SAMPLE = Duration.ofMinutes(1);

    /** What a whole processor costs in memory, as on Lambda. */
    static final double MB_PER_PROCESSOR = 1_769;

    /** When a claim on an event lapses whose process is dead, as in the product's store. */
    static final Duration CLAIM = Duration.ofSeconds(60);

    /** How many of the last events are printed when an invariant is broken. */
    static final int JOURNAL = 60;

    /** An invocation at least so long is measured by itself, as on a real Worker. */
    static final Duration WORTH_A_MEASURE = Duration.ofMillis(10);

    /** Shorter ones share a measure for so long. */
    static final Duration MEASURE = Duration.ofMillis(100);

    /** Digests of code in a Worker's report, as of a real one's packages. */
    static final int REPORTED_CODE = 100;

    /** In what processors are counted. */
    static final int MILLIS = 1_000;

    private Limits() {}
}
