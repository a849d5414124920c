package dev.hearth.controlplane.concurrency;

/** The limits of the API's model and of "Lambda quotas" in AWS's documentation. */
final class Limits {
    static final int PAGE = 50;
    static final int QUALIFIER_CHARACTERS = 128;
    static final int EXECUTION_ENVIRONMENTS = 15_000;
    static final int RUNTIME_ARN_MIN_CHARACTERS = 26;
    static final int RUNTIME_ARN_MAX_CHARACTERS = 2_048;

    private Limits() {}
}
