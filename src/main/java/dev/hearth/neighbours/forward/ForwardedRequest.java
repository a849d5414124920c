package dev.hearth.neighbours.forward;

import dev.hearth.base.http.HttpRequest;
import java.io.InputStream;

/**
 * A caller's request that passes on.
 *
 * @param path encoded as it is sent
 */
public record ForwardedRequest(String service, HttpRequest head, String path, Content content) {
    /** The body of a request. */
    public sealed interface Content {
        /** A body in memory. */
        @SuppressWarnings("ArrayRecordComponent") // never compared
        record Whole(byte[] bytes) implements Content {}

        /**
         * A body that is too large for memory.
         *
         * @param length -1 if it is not known
         * @param unframed whether the stream is without the framing of a streaming signature that the request had
         */
        record Streamed(InputStream stream, long length, boolean unframed) implements Content {}
    }
}
