package dev.hearth.dataplane.frontend;

/** The phases of a call, in their order. */
public enum CallPhase {
    /** Until its body had a place in memory and was read. */
    BODY,
    /** Until its signature was verified. */
    SIGNATURE,
    /** Until the caller's policies, the function and the request were checked. */
    CHECKS,
    /** Until it had a permit. */
    PERMIT,
    /** Until it had a sandbox: an idle one, a new one, or one that became free. */
    SANDBOX,
    /** Until its sandbox could run: thawed, if it was frozen. */
    WAKE,
    /** The init of a new process in its sandbox, if the last one had ended. */
    INIT,
    /** Until the runtime had the invocation. */
    DELIVERY,
    /** Until the runtime had answered. */
    FUNCTION,
    /** Until its log was complete, and grant and permit had ended. */
    END,
    /** Until the answer was written to the caller's connection. */
    ANSWER
}
