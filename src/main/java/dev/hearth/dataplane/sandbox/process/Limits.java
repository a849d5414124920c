package dev.hearth.dataplane.sandbox.process;

import java.time.Duration;

/** The bounds of this package. */
final class Limits {
    /** How long reading what is in a pipe (64 KiB) may take: microseconds, unless the machine is overwhelmed. */
    static final Duration LAST_OUTPUT = Duration.ofSeconds(5);

    /** How long the kernel may take to end a killed process: one in the midst of a big core dump or a slow disk. */
    static final Duration DEATH = Duration.ofSeconds(30);

    /** How often to look for processes again that were started while others were killed. */
    static final int SWEEPS = 100;

    /** The pause before the first look again; it doubles up to {@link #LONGEST_PAUSE}. */
    static final Duration FIRST_PAUSE = Duration.ofMillis(1);

    static final Duration LONGEST_PAUSE = Duration.ofMillis(100);

    /** How much output is read at once: what a pipe holds on Linux. */
    static final int READ_BYTES = 64 * 1024;

    /** How far two readings of one process's start time may differ: it is derived from the wall clock at boot. */
    static final Duration START_TIME_ERROR = Duration.ofSeconds(2);

    /** {@code oom_score_adj} of functions, the highest: if the machine has no memory left, they end first. */
    static final int OUT_OF_MEMORY_SCORE = 1_000;

    private Limits() {}
}
