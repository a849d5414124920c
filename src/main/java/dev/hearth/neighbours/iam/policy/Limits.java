package dev.hearth.neighbours.iam.policy;

/** Limits of parsing a policy. The length of the text is limited where it is stored. */
final class Limits {
    /** The most digits of a number in a condition: more than any quantity has. */
    static final int NUMBER_DIGITS = 60;

    private Limits() {}
}
