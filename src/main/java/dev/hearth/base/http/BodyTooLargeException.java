package dev.hearth.base.http;

/** A request's body is longer than its receiver takes. */
public final class BodyTooLargeException extends RuntimeException {
    private final long limit;

    public BodyTooLargeException(long limit) {
        super("the body is longer than " + limit + " bytes", null, false, false);
        this.limit = limit;
    }

    /** The most bytes that would have been taken. */
    public long limit() {
        return limit;
    }
}
