package dev.hearth.controlplane.concurrency;

/** The limits of the API's model and of "Lambda quotas" in AWS's documentation. */
final class Limits {
    /** What functions without any concurrency of their own always have together. */
    static final int UNRESERVED_LEAST = 100;

    static final int PAGE = 50;

    private Limits() {}
}
