package dev.hearth.dataplane.sandbox.container;

/** A container image has no program that could be started: the function's fault, told as its end. */
final class NoProgramException extends RuntimeException {
    NoProgramException(String problem) {
        super(problem);
    }
}
