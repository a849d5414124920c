package dev.hearth.error;

/** The cause of an error, which tells whether a retry can succeed. */
public enum ErrorCategory {
    /** The request is invalid, and a retry fails too. */
    CALLER,
    /** The request is valid, but too many come at once. */
    THROTTLE,
    /** The platform failed. */
    PLATFORM
}
