package dev.hearth.base.linux;

/** The kernel or one of the system's tools refused what Hearth needs of this machine. */
public final class LinuxException extends RuntimeException {
    public LinuxException(String message) {
        super(message);
    }

    public LinuxException(String message, Throwable cause) {
        super(message, cause);
    }
}
