package dev.hearth.base.http;

import java.io.InputStream;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A request as the peer sent it: path and query are still percent-encoded. */
public interface HttpRequest {
    /** The value of {@link #bodyBytes} for a chunked body. */
    long UNKNOWN_BYTES = Long.MAX_VALUE;

    String method();

    /** The path as sent, without the query. */
    String rawPath();

    /** The query as sent, without the question mark; empty if there is none. */
    String rawQuery();

    /** The first value of a header; the name in any case. */
    Optional<String> header(String name);

    /** All values of a header, in the order sent; the name in any case. */
    List<String> headers(String name);

    /** The names of all headers, in lower case. */
    List<String> headerNames();

    InetSocketAddress peer();

    /** The length of the body as the head declares it; {@link #UNKNOWN_BYTES} for a chunked body. */
    long bodyBytes();

    /**
     * Reads the whole body. Further calls return the same array.
     *
     * @throws BodyTooLargeException if the body is longer than {@code limit}; the rest is not read into memory
     */
    byte[] body(int limit);

    /**
     * Demands an average rate at which the peer sends the rest of the body, instead of the server's. A peer that is
     * slower loses its connection.
     *
     * @param grace the time that it may take in addition to the time for its bytes
     */
    default void demandPace(Duration grace, int bytesPerSecond) {
        // a request whose body is in memory has no pace
    }

    /** The body as a stream, for bodies that are too large for memory. */
    InputStream bodyStream();

    /** A trailer, which may follow a chunked body. Its value is known when the body has been read to its end. */
    default Optional<String> trailer(String name) {
        return Optional.empty();
    }
}
