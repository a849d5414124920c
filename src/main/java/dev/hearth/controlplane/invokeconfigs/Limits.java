package dev.hearth.controlplane.invokeconfigs;

/** The limits of the API's model. */
final class Limits {
    static final int RETRIES = 2;
    static final int EVENT_AGE_MIN_SECONDS = 60;
    static final int EVENT_AGE_MAX_SECONDS = 21_600;
    static final int PAGE = 50;

    private Limits() {}
}
