package dev.hearth.dataplane.runtimeapi;

/** How an answer to the invocation that runs would be taken. */
enum Expectation {
    /** There is no such invocation, or no longer. */
    NONE,
    WHOLE,
    PIECES
}
