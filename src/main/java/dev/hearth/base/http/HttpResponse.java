package dev.hearth.base.http;

import java.io.OutputStream;

/**
 * The response to a request. The handler sets the status (200 by default) and headers before the first byte of the
 * body. The server itself sets length, transfer coding, date and connection headers.
 */
public interface HttpResponse {
    HttpResponse status(int status);

    HttpResponse header(String name, String value);

    /** Sends the response with this body, which may be empty. Ends the exchange. */
    void send(byte[] body);

    /**
     * Sends the response with this body. If the peer has sent its next request already, both responses may leave in one
     * write: a peer that sends requests ahead does not wait for this one alone.
     */
    default void sendWithNext(byte[] body) {
        send(body);
    }

    /** Sends status and headers, and then the body as it is written. Closing the stream ends the exchange. */
    OutputStream stream();
}
