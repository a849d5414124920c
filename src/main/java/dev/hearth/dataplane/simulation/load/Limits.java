package dev.hearth.dataplane.simulation.load;

/** The limits of a load. */
final class Limits {
    /** Functions of a load: the published traces have about 80,000 on a day. */
    static final int FUNCTIONS = 1_000_000;

    /** Bytes of a line: a row of 1,440 counts of five digits takes 8,700. */
    static final int LINE_BYTES = 64 * 1024;

    /**
     * Calls of one function in one minute: more than any account may have, which is ten thousand at once, at ten a
     * second each.
     */
    static final int CALLS_PER_MINUTE = 10_000 * 10 * 60;

    /** Lambda's longest timeout. */
    static final int LONGEST_RUN_MILLIS = 900_000;

    /** The smallest memory that a function can have. */
    static final int LEAST_MEMORY_MB = 128;

    /** The largest memory that a function can have. */
    static final int MOST_MEMORY_MB = 10_240;

    private Limits() {}
}
