package dev.hearth.base.http;

/** The peer has sent something that this server does not accept as HTTP/1.1. The connection must be closed. */
final class MalformedRequestException extends RuntimeException {
    private final int status;

    MalformedRequestException(int status, String message) {
        super(message, null, false, false);
        this.status = status;
    }

    int status() {
        return status;
    }
}
