package dev.hearth.controlplane.functions;

/** The quotas of the API: "Lambda quotas" and the API reference in AWS's documentation. */
final class Limits {
    static final int MEMORY_DEFAULT_MB = 128;
    static final int EPHEMERAL_DEFAULT_MB = 512;

    /** What fits into a snapshot. */
    static final int EPHEMERAL_WITH_SNAPSHOTS_MB = 512;

    static final int TIMEOUT_DEFAULT_SECONDS = 3;

    /** All variables as one JSON object. */
    static final int ENVIRONMENT_BYTES = 4096;

    /** Functions of one page; more are asked for in vain, as on Lambda. */
    static final int PAGE = 50;

    /** Functions whose code is put in place at a time: unpacking keeps a core busy, and there are few. */
    static final int ACTIVATIONS = 4;

    /** Of deleted aliases, of one function; one takes some 300 bytes. */
    static final int FORMER_URLS = 20;

    private Limits() {}
}
