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

    /** For code that more workers have, those that are looked at for their room have it anyhow. */
    static final int KNOWN_WORKERS_OF_CODE = 64;

    /**
     * How many workers a plan looks at, divided among the zones that it looks at: with 30, each a cache miss or two in
     * three tables, a plan takes some five microseconds.
     */
    static final int TIGHT_EXAMINED = 12;

    static final int ROOMY_EXAMINED = 6;

    /** Of each package, layer or image. */
    static final int HOLDERS_EXAMINED = 6;

    /** The same where room has to be made: each by its value, and as many by their reach. */
    static final int EVICTING_EXAMINED = 8;

    /** Fleets have three zones or so; of more, those that have the fewest of the function's sandboxes are looked at. */
    static final int ZONES_EXAMINED = 8;

    /** Of the processors that memory buys, a function of which nothing is known is expected to use one in so many. */
    static final int UNKNOWN_USES_ONE_IN = 8;

    private Limits() {}
}
