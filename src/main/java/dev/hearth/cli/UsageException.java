package dev.hearth.cli;

import org.jspecify.annotations.Nullable;

/** The operator asked for something that can't be; the message says what, and what would be right. */
public final class UsageException extends RuntimeException {
    public UsageException(String message) {
        this(message, null);
    }

    public UsageException(String message, @Nullable Throwable cause) {
        super(message, cause, false, false);
    }
}
