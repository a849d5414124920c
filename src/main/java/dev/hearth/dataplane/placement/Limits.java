package dev.hearth.dataplane.placement;

/** Placement's limits. */
final class Limits {
    /**
     * The limits of a worker's sandboxes are together at most so many times its memory: no sandbox is expected to use
     * less than this part of its limit. Published measurements of such platforms have functions use a third of their
     * limit at the median; a quarter leaves room below that, and none for a fleet where everything is wrong at once.
     */
    static final int OVERCOMMIT = 4;

    /** The first invocations of a function load what the later ones need; after so many its usage has shown itself. */
    static final int MEASURES_BEFORE_TRUST = 8;

    /** As on Lambda: so much memory buys one processor. */
    static final int MEBIBYTES_PER_PROCESSOR = 1769;

    private Limits() {}
}
