package dev.hearth.base.http;

/** What the peer sent is not HTTP/1.1 as this server takes it. The connection can't be used any further. */
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
