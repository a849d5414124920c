package dev.hearth.dataplane.sandbox;

/** A sandbox can't be made or started. It is the platform's fault, not the function's. */
public class SandboxException extends RuntimeException {
    public SandboxException(String message) {
        super(message);
    }

    public SandboxException(String message, Throwable cause) {
        super(message, cause);
    }
}
