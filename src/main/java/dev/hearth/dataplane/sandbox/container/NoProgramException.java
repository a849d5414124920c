package dev.hearth.dataplane.sandbox.container;

/** A container image has no program that can be started. It is the function's fault and is reported as its end. */
final class NoProgramException extends RuntimeException {
    NoProgramException(String problem) {
        super(problem);
    }
}
