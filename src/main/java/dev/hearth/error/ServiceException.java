package dev.hearth.error;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An expected failure, on its way to the caller as one of Lambda's own errors. Anything else thrown is a bug. */
public final class ServiceException extends RuntimeException {
    private final ErrorCode code;
    private final @Nullable ThrottleReason reason;
    private final boolean typed;

    public ServiceException(ErrorCode code, String message) {
        this(code, message, null, null, true);
    }

    /** A refusal that gives no reason, as some of Lambda's do. */
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
        // a caller's mistake is no news about this program: no stack is taken for it
        super(message, cause, false, code.category() == ErrorCategory.PLATFORM);
        this.code = code;
        this.reason = reason;
        this.typed = typed;
    }

    /** A refusal because of a limit, in Lambda's own words. */
    public static ServiceException throttled(ThrottleReason reason) {
        return throttled(reason, reason.message());
    }

    /** A refusal because of a limit, in other words than Lambda's. */
    public static ServiceException throttled(ThrottleReason reason, String message) {
        return new ServiceException(ErrorCode.TOO_MANY_REQUESTS, message, reason, null, true);
    }

    /** An error of Lambda's model without its {@code Type}, which some checks of the service leave out. */
    public static ServiceException untyped(ErrorCode code, String message) {
        return new ServiceException(code, message, null, null, false);
    }

    /** Whether a log needs the stack: a fault of ours; a refusal for now that no other failure led to is none. */
    public boolean isFault() {
        boolean refusal = code == ErrorCode.SERVICE_UNAVAILABLE && getCause() == null;
        return code.category() == ErrorCategory.PLATFORM && !refusal;
    }

    /** Whether Lambda's answer has the member {@code Type}. */
    public boolean isTyped() {
        return typed;
    }

    /** Whether the error says why. */
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
