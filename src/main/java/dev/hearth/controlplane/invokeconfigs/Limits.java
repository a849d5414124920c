package dev.hearth.controlplane.invokeconfigs;

/** The limits of the API's model. */
final class Limits {
    static final int PAGE = 50;

    private Limits() {}
}
