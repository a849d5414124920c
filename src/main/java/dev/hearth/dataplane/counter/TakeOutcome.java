package dev.hearth.dataplane.counter;

/** The result of taking a unit from a pool. */
enum TakeOutcome {
    TAKEN,
    FULL,
    /** The pool was removed meanwhile and replaced by another one. */
    GONE
}
