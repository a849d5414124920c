package dev.hearth.base.auth;

import java.io.IOException;

/** The body of a request is not what was signed, or not in the form that was announced. */
public final class RefusedBodyException extends IOException {
    private final Reason reason;

    /** What is wrong with it. */
    public enum Reason {
        /** The form in which the request says that its body comes is none that there is. */
        UNKNOWN_FORM,
        /** It ends early, or its chunks are none. */
        INCOMPLETE,
        /** Its content has another length than announced. */
        LENGTH,
        /** Its digest is not the signed one. */
        DIGEST,
        /** The signature of one of its chunks is wrong. */
        SIGNATURE
    }

    RefusedBodyException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
