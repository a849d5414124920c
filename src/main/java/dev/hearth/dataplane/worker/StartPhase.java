package dev.hearth.dataplane.worker;

/** The phases of the start of a sandbox, in their order. The first two are the Worker Manager's. */
public enum StartPhase {
    /** Until the start had its turn and began to search for room. */
    TURN,
    /** Until it had room on a Worker: the plan, and the end of the sandboxes that were evicted for it. */
    PLACE,
    /** Until the function's code was unpacked, or found to be unpacked already. */
    CODE,
    /** Until there was an empty sandbox, or a stem cell. */
    SANDBOX,
    /** Until the function was assigned: credentials, mounts, and the process, or the message to the waiting program. */
    ASSIGNMENT,
    /** The init phase: until the process asked for its first invocation. */
    INIT,
    /** Until the Worker Manager knew that the sandbox is ready. */
    READY
}
