package dev.hearth.base.linux;

/** The kernel or a tool of the system refused an operation. */
public final class LinuxException extends RuntimeException {
    public LinuxException(String message) {
        super(message);
    }

    public LinuxException(String message, Throwable cause) {
        super(message, cause);
    }
}
