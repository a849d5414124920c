package dev.hearth.dataplane.worker;

/** The phases of the start of a sandbox, in their order. The first two are the Worker Manager's. */
public enum StartPhase {
    /** Until it had a turn, and possibly room. */
    TURN,
    /** Until it had a place: the plan, and the end of evicted sandboxes. */
    PLACE,
    /** Until the function's code was unpacked, or found unpacked. */
    CODE,
    /** Until there was an empty sandbox or a stem cell. */
    SANDBOX,
    /** Until its function was assigned: credentials, mounts, the process or the message to the stem cell. */
    ASSIGNMENT,
    /** The init phase: until the process asked for its first invocation. */
    INIT,
    /** Until the Worker had reported that it is ready. */
    READY
}
