package dev.hearth.base.auth;

import java.io.IOException;

/** The body of a request differs from what was signed, or is not in the announced form. */
public final class RefusedBodyException extends IOException {
    private final Reason reason;

    /** What is wrong with it. */
    public enum Reason {
        /** The request announces a form of body that does not exist. */
        UNKNOWN_FORM,
        /** The body ends early, or its chunks are malformed. */
        INCOMPLETE,
        /** The content's length is not the announced length. */
        LENGTH,
        /** The content's digest is not the signed digest. */
        DIGEST,
        /** A chunk's signature is wrong. */
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
