package dev.hearth.controlplane.codesigning;

/** The limits of the API's model. */
final class Limits {
    static final int PAGE = 50;

    /** The length of a configuration's id after {@code csc-}. */
    static final int ID_CHARACTERS = 17;

    private Limits() {}
}
