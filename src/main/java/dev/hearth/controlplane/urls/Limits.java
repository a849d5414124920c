package dev.hearth.controlplane.urls;

/** The limits of the API's model. */
final class Limits {
    static final int QUALIFIER_CHARACTERS = 128;

    /** In {@code AllowHeaders}, {@code AllowOrigins} and {@code ExposeHeaders}. */
    static final int CORS_ITEMS = 100;

    static final int CORS_METHODS = 6;

    static final int ORIGIN_CHARACTERS = 253;

    /** So that {@code OPTIONS} can't be among them; nobody has to allow it. */
    static final int METHOD_CHARACTERS = 6;

    static final int HEADER_CHARACTERS = 1024;

    /** A day. */
    static final int MAX_AGE_SECONDS = 86_400;

    static final int PAGE = 50;

    private Limits() {}
}
