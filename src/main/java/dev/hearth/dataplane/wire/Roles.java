package dev.hearth.dataplane.wire;

/** The roles of processes, as certificates name them. A process may have several. */
public final class Roles {
    /** The control plane: management of functions. */
    public static final String CONTROL = "control";

    /** The Invoke API. */
    public static final String FRONTEND = "frontend";

    /** The Worker Manager and the Counter. */
    public static final String MANAGER = "manager";

    /** A machine that runs sandboxes; its processes have names. */
    public static final String WORKER = "worker";

    private Roles() {}
}
