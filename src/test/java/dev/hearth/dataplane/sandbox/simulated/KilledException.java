package dev.hearth.dataplane.sandbox.simulated;

/** Unwinds a program whose sandbox was reset or is gone. */
final class KilledException extends RuntimeException {
    KilledException() {
        super("the sandbox is gone", null, false, false);
    }
}
