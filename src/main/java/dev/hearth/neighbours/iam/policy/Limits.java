package dev.hearth.neighbours.iam.policy;

/** How much a policy may ask of the reader; the length of the whole text is bounded where it is stored. */
final class Limits {
    /** Digits of a number in a condition: more than any quantity has. */
    static final int NUMBER_DIGITS = 60;

    private Limits() {}
}
