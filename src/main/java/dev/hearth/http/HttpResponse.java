package dev.hearth.http;

import java.io.OutputStream;

/** The answer to a request. Status and headers are set before the first byte of the body. */
public interface HttpResponse {
    HttpResponse status(int status);

    HttpResponse header(String name, String value);

    /** Sends the answer with this body, which may be empty. Ends the exchange. */
    void send(byte[] body);

    /** Sends status and headers, and then the body as it is written. Closing it ends the exchange. */
    OutputStream stream();
}
