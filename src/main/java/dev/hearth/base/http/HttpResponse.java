package dev.hearth.base.http;

import java.io.OutputStream;

/**
 * The answer to a request. Status (200 if none is given) and headers are set before the first byte of the body; length,
 * transfer coding, date and connection headers are the server's own.
 */
public interface HttpResponse {
    HttpResponse status(int status);

    HttpResponse header(String name, String value);

    /** Sends the answer with this body, which may be empty. Ends the exchange. */
    void send(byte[] body);

    /** Sends status and headers, and then the body as it is written. Closing it ends the exchange. */
    OutputStream stream();
}
