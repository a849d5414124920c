package dev.hearth.dataplane.sandbox.machine;

/** This machine lacks something that isolated sandboxes need. */
public final class MachineUnavailableException extends Exception {
    /** What it lacks. */
    public enum Reason {
        NOT_LINUX,
        NOT_ROOT,
        NO_CGROUPS,
        NO_NETWORK,
        NO_MOUNTS
    }

    private final Reason reason;

    MachineUnavailableException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    MachineUnavailableException(Reason reason, RuntimeException cause) {
        super(String.valueOf(cause.getMessage()), cause);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
