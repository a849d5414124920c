package dev.hearth.controlplane.eventsources;

/** The limits of the API's model and of "Lambda event source mappings" in AWS's documentation. */
final class Limits {
    /** The largest batch of a queue without a batching window, and of a FIFO queue. */
    static final int BATCH_WITHOUT_WINDOW = 10;

    static final int BATCH_OF_QUEUE_DEFAULT = 10;
    static final int BATCH_DEFAULT = 100;
    static final int RECORD_AGE_MIN_SECONDS = 60;
    static final int RECORD_AGE_MAX_SECONDS = 604_800;

    /** "Up to five different filters per event source." */
    static final int FILTERS = 5;

    static final int PAGE = 100;

    private Limits() {}
}
