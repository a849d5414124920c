package dev.hearth.dataplane.placement;

/** Placement's limits. */
final class Limits {
    /** The first invocations of a function load what the later ones need; after so many its usage has shown itself. */
    static final int MEASURES_BEFORE_TRUST = 8;

    /**
     * Of code that a worker has stored, so much is known: about as much as the functions that it runs. With 10,000
     * workers that takes some 100 MB.
     */
    static final int STORED_CODE = 200;

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
