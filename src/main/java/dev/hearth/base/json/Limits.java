package dev.hearth.base.json;

/** How much a JSON text may ask of the reader. */
final class Limits {
    /** Lambda's own front end stops at Jackson's default of a thousand. */
    static final int NESTING = 1000;

    /**
     * One string: a zip file of 50 MiB in base64 has 66.7 million characters, and the body that carries it is bounded
     * before it gets here.
     */
    static final int STRING_CHARACTERS = 100 * 1024 * 1024;

    /** Digits of one number: turning them into a value takes quadratic time. */
    static final int NUMBER_CHARACTERS = 1000;

    /** A member's name. Events may have long keys; the request as a whole is bounded to 6 MiB. */
    static final int NAME_CHARACTERS = 6 * 1024 * 1024;

    /** After so many tokens of a long text others get the processor: 0.1 to 0.2 ms. */
    static final int TOKENS_AT_A_TIME = 16_384;

    private Limits() {}
}
