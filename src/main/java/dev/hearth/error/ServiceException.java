package dev.hearth.error;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An expected failure, which the caller gets as one of Lambda's errors. All other exceptions are bugs. */
public final class ServiceException extends RuntimeException {
    private final ErrorCode code;
    private final @Nullable ThrottleReason reason;
    private final boolean typed;

    public ServiceException(ErrorCode code, String message) {
        this(code, message, null, null, true);
    }

    /** A refusal without a message, as Lambda answers in some cases. */
    public static ServiceException wordless(ErrorCode code) {
        return new ServiceException(code, null, null, null, true);
    }

    public ServiceException(ErrorCode code, String message, Throwable cause) {
        this(code, message, null, cause, true);
    }

    private ServiceException(
            ErrorCode code,
            @Nullable String message,
            @Nullable ThrottleReason reason,
            @Nullable Throwable cause,
            boolean typed) {
        // errors of callers need no stack trace
        super(message, cause, false, code.category() == ErrorCategory.PLATFORM);
        this.code = code;
        this.reason = reason;
        this.typed = typed;
    }

    /** A refusal because of a limit, with Lambda's message. */
    public static ServiceException throttled(ThrottleReason reason) {
        return throttled(reason, reason.message());
    }

    /** A refusal because of a limit, with another message than Lambda's. */
    public static ServiceException throttled(ThrottleReason reason, String message) {
        return new ServiceException(ErrorCode.TOO_MANY_REQUESTS, message, reason, null, true);
    }

    /** An error of Lambda's model without its {@code Type}, which some checks of the service leave out. */
    public static ServiceException untyped(ErrorCode code, String message) {
        return new ServiceException(code, message, null, null, false);
    }

    /**
     * Whether the error is a fault of this program, so that a log needs its stack trace. A temporary refusal without a
     * cause is none.
     */
    public boolean isFault() {
        boolean refusal = code == ErrorCode.SERVICE_UNAVAILABLE && getCause() == null;
        return code.category() == ErrorCategory.PLATFORM && !refusal;
    }

    /** Whether Lambda's answer has the member {@code Type}. */
    public boolean isTyped() {
        return typed;
    }

    /** Whether the error has a message. */
    public boolean hasMessage() {
        return super.getMessage() != null;
    }

    public ErrorCode code() {
        return code;
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }

    /** The {@code Reason} member of a throttling error. */
    public Optional<String> reason() {
        return Optional.ofNullable(reason).map(ThrottleReason::wire);
    }
}
