package dev.hearth.controlplane.eventsources;

/** The limits of the API's model and of "Lambda event source mappings" in AWS's documentation. */
final class Limits {
    static final int BATCH = 10_000;

    /** What a batch of a queue may hold if nobody waits for more, and of a FIFO queue anyhow. */
    static final int BATCH_WITHOUT_WINDOW = 10;

    static final int BATCH_OF_QUEUE_DEFAULT = 10;
    static final int BATCH_DEFAULT = 100;
    static final int WINDOW_SECONDS = 300;
    static final int PARALLELIZATION = 10;
    static final int RECORD_AGE_MIN_SECONDS = 60;
    static final int RECORD_AGE_MAX_SECONDS = 604_800;
    static final int RETRIES = 10_000;
    static final int TUMBLING_SECONDS = 900;
    static final int TOPIC_CHARACTERS = 249;
    static final int QUEUE_CHARACTERS = 1_000;
    static final int ACCESS_CONFIGURATIONS = 22;
    static final int URI_CHARACTERS = 200;
    static final int ENDPOINTS = 10;
    static final int CONCURRENCY_MIN = 2;
    static final int CONCURRENCY_MAX = 1_000;
    static final int DATABASE_CHARACTERS = 63;
    static final int COLLECTION_CHARACTERS = 57;
    static final int METRICS = 3;
    static final int POLLERS_MIN = 200;
    static final int POLLERS_MAX = 2_000;
    static final int POLLER_GROUP_CHARACTERS = 128;
    static final int REGISTRY_CHARACTERS = 10_000;

    /** "Up to five different filters per event source." */
    static final int FILTERS = 5;

    static final int FILTER_CHARACTERS = 4_096;

    static final int PAGE = 100;
    static final int PAGE_ASKED = 10_000;

    private Limits() {}
}
