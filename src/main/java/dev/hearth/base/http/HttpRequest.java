package dev.hearth.base.http;

import java.io.InputStream;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;

/** A request as it came over the wire: path and query are still percent-encoded. */
public interface HttpRequest {
    /** What {@link #bodyBytes} is for a body in chunks. */
    long UNKNOWN_BYTES = Long.MAX_VALUE;

    String method();

    /** The path as sent, without the query. */
    String rawPath();

    /** What follows the question mark, as sent; empty if there is none. */
    String rawQuery();

    /** The first value of a header; the name in any case. */
    Optional<String> header(String name);

    /** All values of a header, in the order sent; the name in any case. */
    List<String> headers(String name);

    /** The names of all headers, in lower case. */
    List<String> headerNames();

    InetSocketAddress peer();

    /** How long the body is, as the head announces it; {@link #UNKNOWN_BYTES} if it comes in chunks. */
    long bodyBytes();

    /**
     * The whole body; asked again, the same array.
     *
     * @throws BodyTooLargeException if it is longer than {@code limit}; what was not read is not kept
     */
    byte[] body(int limit);

    /** The body as a stream, for what is too large to hold. */
    InputStream bodyStream();

    /** A trailer, which may follow a body in chunks: known when the body has been read to its end. */
    default Optional<String> trailer(String name) {
        return Optional.empty();
    }
}
