package dev.hearth.dataplane.sandbox.machine;

/** The machine has as many sandboxes as it can have. The message names the limit. */
public final class MachineFullException extends RuntimeException {
    MachineFullException(String message) {
        super(message);
    }
}
