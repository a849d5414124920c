package dev.hearth.dataplane.workermanager.keepalive;

import java.time.Duration;

/** The keep-alive policies' limits. */
final class Limits {
    /** A policy knows so many functions, each with less than 1 KB: 16 MB. */
    static final int FUNCTIONS = 16_384;

    /** The longest idle time that histograms tell from others, as in the paper. */
    static final Duration HISTOGRAM_RANGE = Duration.ofHours(4);

    /** How many values of its clock a greedy-dual policy remembers: 16 bytes each. */
    static final int CLOCK_READINGS = 256;

    private Limits() {}
}
