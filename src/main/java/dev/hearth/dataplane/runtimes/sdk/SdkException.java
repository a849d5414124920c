package dev.hearth.dataplane.runtimes.sdk;

/** An SDK can't be made. The message is a reason for the operator, without a full stop. */
public final class SdkException extends Exception {
    SdkException(String reason) {
        super(reason);
    }

    SdkException(String reason, Exception cause) {
        super(reason, cause);
    }

    /** The reason. */
    public String reason() {
        return String.valueOf(getMessage());
    }
}
