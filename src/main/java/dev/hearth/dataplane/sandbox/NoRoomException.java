package dev.hearth.dataplane.sandbox;

/** This machine has as many sandboxes as its limits allow. The message names the limit. */
public final class NoRoomException extends SandboxException {
    public NoRoomException(String message) {
        super(message);
    }

    public NoRoomException(String message, Throwable cause) {
        super(message, cause);
    }
}
