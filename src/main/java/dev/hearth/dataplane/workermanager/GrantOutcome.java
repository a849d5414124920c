package dev.hearth.dataplane.workermanager;

/** The state of a granted sandbox at the end of its grant. */
public enum GrantOutcome {
    /** It can take another invocation. */
    REUSABLE,
    /** The invocation ran, or may have; the sandbox can't take another. */
    SPENT,
    /** The sandbox had ended before the function saw the invocation. */
    GONE
}
