package dev.hearth.controlplane.functions;

/** The quotas of the API: "Lambda quotas" and the API reference in AWS's documentation. */
final class Limits {
    static final int MEMORY_MIN_MB = 128;
    static final int MEMORY_MAX_MB = 10_240;
    static final int MEMORY_DEFAULT_MB = 128;
    static final int EPHEMERAL_MIN_MB = 512;
    static final int EPHEMERAL_MAX_MB = 10_240;
    static final int EPHEMERAL_DEFAULT_MB = 512;

    /** What fits into a snapshot. */
    static final int EPHEMERAL_WITH_SNAPSHOTS_MB = 512;

    static final int TIMEOUT_MAX_SECONDS = 900;
    static final int TIMEOUT_DEFAULT_SECONDS = 3;
    static final int HANDLER_CHARACTERS = 128;
    static final int DESCRIPTION_CHARACTERS = 256;

    /** All variables as one JSON object. */
    static final int ENVIRONMENT_BYTES = 4096;

    /** Functions of one page; more are asked for in vain, as on Lambda. */
    static final int PAGE = 50;

    static final int PAGE_ASKED = 10_000;

    /** Functions whose code is put in place at a time: unpacking keeps a core busy, and there are few. */
    static final int ACTIVATIONS = 4;

    static final int LAYER_ARN_CHARACTERS = 2_048;
    static final int VERSION_CHARACTERS = 1_024;
    static final int ALIAS_CHARACTERS = 128;

    private Limits() {}
}
