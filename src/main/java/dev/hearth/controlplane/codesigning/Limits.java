package dev.hearth.controlplane.codesigning;

/** The limits of the API's model. */
final class Limits {
    static final int DESCRIPTION_CHARACTERS = 256;
    static final int PROFILES = 20;
    static final int PAGE_ASKED = 10_000;
    static final int PAGE = 50;

    /** Of a configuration's name, after {@code csc-}. */
    static final int ID_CHARACTERS = 17;

    private Limits() {}
}
