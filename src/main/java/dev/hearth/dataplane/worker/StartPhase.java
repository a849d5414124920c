package dev.hearth.dataplane.worker;

/** The phases of the start of a sandbox, in their order. The first two are the Worker Manager's. */
public enum StartPhase {
    /** Until a sandbox that was wanted had its turn, and room to look for. */
    TURN,
    /** Until it had a place: the plan, and the end of the sandboxes that were evicted for it. */
    PLACE,
    /** Until the function's code was unpacked, or found unpacked. */
    CODE,
    /** Until there was an empty sandbox, or one in which a program waits. */
    SANDBOX,
    /** Until it had its function: credentials, mounts, the process, or the word to the program that waits. */
    ASSIGNMENT,
    /** The init phase: until the process asked for its first invocation. */
    INIT,
    /** Until the Worker had told that it is ready. */
    READY
}
