package dev.hearth.error;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An expected failure, on its way to the caller as one of Lambda's own errors. Anything else thrown is a bug. */
public final class ServiceException extends RuntimeException {
    private final ErrorCode code;
    private final @Nullable String reason;
    private final @Nullable Duration retryAfter;

    public ServiceException(ErrorCode code, String message) {
        this(code, message, null, null, null);
    }

    public ServiceException(ErrorCode code, String message, Throwable cause) {
        this(code, message, null, null, cause);
    }

    private ServiceException(
            ErrorCode code,
            String message,
            @Nullable String reason,
            @Nullable Duration retryAfter,
            @Nullable Throwable cause) {
        // a caller's mistake is no news about this program: no stack is taken for it
        super(message, cause, false, code.category() == ErrorCategory.PLATFORM);
        this.code = code;
        this.reason = reason;
        this.retryAfter = retryAfter;
    }

    /** A refusal because of load, with Lambda's {@code Reason} and the time after which to try again. */
    public static ServiceException throttled(String message, String reason, Duration retryAfter) {
        return new ServiceException(ErrorCode.TOO_MANY_REQUESTS, message, reason, retryAfter, null);
    }

    /** Whether a log needs the stack: a fault of ours; a refusal for now that no other failure led to is none. */
    public boolean isFault() {
        boolean refusal = code == ErrorCode.SERVICE_UNAVAILABLE && getCause() == null;
        return code.category() == ErrorCategory.PLATFORM && !refusal;
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
        return Optional.ofNullable(reason);
    }

    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }
}
