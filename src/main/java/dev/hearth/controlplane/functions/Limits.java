package dev.hearth.controlplane.functions;

/** The quotas of the API: "Lambda quotas" and the API reference in AWS's documentation. */
final class Limits {
    static final int MEMORY_DEFAULT_MB = 128;

    /** The most memory of a function. The API's model allows more, but only for functions on a capacity provider. */
    static final int MEMORY_MB = 10_240;

    static final int EPHEMERAL_DEFAULT_MB = 512;

    /** The largest ephemeral storage of a function with SnapStart. */
    static final int EPHEMERAL_WITH_SNAPSHOTS_MB = 512;

    static final int TIMEOUT_DEFAULT_SECONDS = 3;

    /** The size of all environment variables as one JSON object. */
    static final int ENVIRONMENT_BYTES = 4096;

    /** The most functions on a page. Lambda returns no more even if a request asks for more. */
    static final int PAGE = 50;

    /** Activations at the same time. Unpacking keeps a core busy. */
    static final int ACTIVATIONS = 4;

    /** Deleted aliases that are remembered for each function. Each takes some 300 bytes. */
    static final int FORMER_URLS = 20;

    private Limits() {}
}
