package dev.hearth.controlplane.concurrency;

/** The limits of the API's model and of "Lambda quotas" in AWS's documentation. */
final class Limits {
    static final int PAGE = 50;

    private Limits() {}
}
