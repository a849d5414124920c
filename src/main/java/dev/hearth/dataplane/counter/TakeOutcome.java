package dev.hearth.dataplane.counter;

/** What came of taking a unit out of a pool. */
enum TakeOutcome {
    TAKEN,
    FULL,
    /** The pool was forgotten meanwhile: another one is in its place. */
    GONE
}
