package dev.hearth.dataplane.sandbox;

/** This machine could not make or start a sandbox: the platform's fault, not the function's. */
public class SandboxException extends RuntimeException {
    public SandboxException(String message) {
        super(message);
    }

    public SandboxException(String message, Throwable cause) {
        super(message, cause);
    }
}
