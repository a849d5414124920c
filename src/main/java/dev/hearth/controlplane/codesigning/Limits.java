package dev.hearth.controlplane.codesigning;

/** The limits of the API's model. */
final class Limits {
    static final int PAGE = 50;

    /** Of a configuration's name, after {@code csc-}. */
    static final int ID_CHARACTERS = 17;

    private Limits() {}
}
