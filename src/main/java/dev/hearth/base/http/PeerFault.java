package dev.hearth.base.http;

import java.io.UncheckedIOException;

/**
 * What the peer of a connection brought about itself: it sent what is not HTTP, or it is gone. A handler lets such an
 * exception pass; the server gives the answer that is due, if any.
 */
public final class PeerFault {
    private PeerFault() {}

    /** Whether an exception that came out of reading a request or sending its answer is the peer's doing. */
    public static boolean isOne(RuntimeException exception) {
        return exception instanceof MalformedRequestException
                || (exception instanceof UncheckedIOException io && io.getCause() instanceof DisconnectedException);
    }
}
