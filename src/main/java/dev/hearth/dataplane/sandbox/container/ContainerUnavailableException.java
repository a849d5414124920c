package dev.hearth.dataplane.sandbox.container;

import dev.hearth.dataplane.sandbox.machine.MachineUnavailableException;

/** This machine can't run container sandboxes. */
public final class ContainerUnavailableException extends Exception {
    /** The reasons. */
    public enum Reason {
        /** A part that all isolated sandboxes need is missing; the cause has the details. */
        NO_MACHINE,
        NO_TOOLS,
        NO_USER_NAMESPACES,
        NO_MOUNTS,
        /** A trial container could not be started. */
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

    ContainerUnavailableException(MachineUnavailableException cause) {
        super(String.valueOf(cause.getMessage()), cause);
        this.reason = Reason.NO_MACHINE;
    }

    public Reason reason() {
        return reason;
    }
}
