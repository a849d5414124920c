package dev.hearth.base.http;

import java.io.UncheckedIOException;

/**
 * Recognises exceptions that the peer of a connection caused, by sending malformed HTTP or by disconnecting. A handler
 * must let such an exception pass. The server then sends the error response, if one is due.
 */
public final class PeerFault {
    private PeerFault() {}

    /** Whether an exception from reading a request or sending its response was caused by the peer. */
    public static boolean isOne(RuntimeException exception) {
        return exception instanceof MalformedRequestException
                || (exception instanceof UncheckedIOException io && io.getCause() instanceof DisconnectedException);
    }
}
