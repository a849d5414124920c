package dev.hearth.dataplane.sandbox.container;

/** This machine can't run container sandboxes. */
public final class ContainerUnavailableException extends Exception {
    /** What it lacks. */
    public enum Reason {
        NOT_LINUX,
        NOT_ROOT,
        NO_OCI_RUNTIME,
        NO_USER_NAMESPACES,
        NO_CGROUPS,
        NO_NETWORK,
        NO_MOUNTS,
        /** All seems to be there, but a container could not be started. */
        NO_START
    }

    private final Reason reason;

    ContainerUnavailableException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    ContainerUnavailableException(Reason reason, RuntimeException cause) {
        super(String.valueOf(cause.getMessage()), cause);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
