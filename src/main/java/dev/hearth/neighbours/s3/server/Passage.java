package dev.hearth.neighbours.s3.server;

import dev.hearth.base.auth.StreamAuthenticator.Streamed;
import dev.hearth.base.http.HttpRequest;
import dev.hearth.base.http.HttpResponse;
import java.io.IOException;

/** Passes requests on to another S3-compatible store, after their signature and permission were checked. */
@FunctionalInterface
public interface Passage {
    /**
     * Passes a request on, and its answer back.
     *
     * @param path with the bucket as its first segment, encoded as it was sent
     */
    void pass(HttpRequest request, String path, Streamed signed, HttpResponse response) throws IOException;
}
