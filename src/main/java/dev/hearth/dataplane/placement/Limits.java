package dev.hearth.dataplane.placement;

/** Placement's limits. */
final class Limits {
    /** The measurements before an estimate is used: the first invocations of a function load what later ones need. */
    static final int MEASURES_BEFORE_TRUST = 8;

    /**
     * The digests of a worker's stored code that are kept: about those of the functions that it runs. With 10,000
     * workers they take some 100 MB.
     */
    static final int STORED_CODE = 200;

    /**
     * The workers that are kept for each code. If more workers have it, those that are examined for their room have it
     * anyway.
     */
    static final int KNOWN_WORKERS_OF_CODE = 64;

    /**
     * The workers that a plan examines for tight room, divided among zones. With 30 workers in all, each a cache miss
     * or two in three tables, a plan takes some five microseconds.
     */
    static final int TIGHT_EXAMINED = 12;

    static final int ROOMY_EXAMINED = 6;

    /** The workers that a plan examines for each package, layer or image. */
    static final int HOLDERS_EXAMINED = 6;

    /**
     * The workers that a plan examines where room has to be made: so many by their value, and so many by their reach.
     */
    static final int EVICTING_EXAMINED = 8;

    /** The zones that a plan examines: those with the fewest of the function's sandboxes. Most fleets have three. */
    static final int ZONES_EXAMINED = 8;

    /** The fraction, as one in so many, of its share of processors that an unknown function is expected to use. */
    static final int UNKNOWN_USES_ONE_IN = 8;

    private Limits() {}
}
