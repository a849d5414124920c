package dev.hearth.base.http;

/** A request's body is longer than the handler accepts. */
public final class BodyTooLargeException extends RuntimeException {
    private final long limit;

    public BodyTooLargeException(long limit) {
        super("the body is longer than " + limit + " bytes", null, false, false);
        this.limit = limit;
    }

    /** The longest body that the handler accepts, in bytes. */
    public long limit() {
        return limit;
    }
}
