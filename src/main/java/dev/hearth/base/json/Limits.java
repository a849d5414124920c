package dev.hearth.base.json;

/** The limits of a JSON text. */
final class Limits {
    /** The depth of objects and arrays. Lambda's own front end has Jackson's default of a thousand. */
    static final int NESTING = 1000;

    /**
     * The characters of one string. A zip file of 50 MiB in base64 has 66.7 million, and bodies are limited before they
     * are parsed.
     */
    static final int STRING_CHARACTERS = 100 * 1024 * 1024;

    /** The digits of one number, because their conversion takes quadratic time. */
    static final int NUMBER_CHARACTERS = 1000;

    /** The characters of a member's name. Events may have long keys; the whole request is limited to 6 MiB. */
    static final int NAME_CHARACTERS = 6 * 1024 * 1024;

    /** The number of tokens after which a long text yields to other threads: 0.1 to 0.2 ms. */
    static final int TOKENS_AT_A_TIME = 16_384;

    private Limits() {}
}
