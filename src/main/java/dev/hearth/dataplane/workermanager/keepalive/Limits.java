package dev.hearth.dataplane.workermanager.keepalive;

import java.time.Duration;

/** The keep-alive policies' limits. */
final class Limits {
    /** The functions of one policy, each with less than 1 KB: 16 MB. */
    static final int FUNCTIONS = 16_384;

    /** The range of histograms, as in the paper. */
    static final Duration HISTOGRAM_RANGE = Duration.ofHours(4);

    /** The values of its clock that a greedy-dual policy keeps: 16 bytes each. */
    static final int CLOCK_READINGS = 256;

    private Limits() {}
}
