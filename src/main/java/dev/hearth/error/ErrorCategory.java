package dev.hearth.error;

/** Whose fault an error is, and so whether to try again. */
public enum ErrorCategory {
    /** The request is wrong and stays wrong. */
    CALLER,
    /** The request is right, but too many come at once. */
    THROTTLE,
    /** The platform failed. */
    PLATFORM
}
