package dev.hearth.cli;

import org.jspecify.annotations.Nullable;

/** The operator's request is not possible. The message names the problem and what to do instead. */
public final class UsageException extends RuntimeException {
    public UsageException(String message) {
        this(message, null);
    }

    public UsageException(String message, @Nullable Throwable cause) {
        super(message, cause, false, false);
    }
}
