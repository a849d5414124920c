package dev.hearth.api;

import dev.hearth.base.auth.StreamAuthenticator.Streamed;
import dev.hearth.base.http.HttpRequest;
import dev.hearth.base.http.HttpResponse;
import dev.hearth.neighbours.forward.ForwardedRequest;
import dev.hearth.neighbours.forward.ForwardedRequest.Content;
import dev.hearth.neighbours.forward.Forwarder;
import dev.hearth.neighbours.forward.Upstream;
import dev.hearth.neighbours.s3.server.Passage;
import java.io.IOException;

/** Requests of S3 that another store serves. Their bodies pass on piece by piece. */
public final class ForwardedObjects implements Passage {
    private static final String SERVICE = "s3";

    /** What the digest of a body in chunks that are signed, or that have trailers, begins with. */
    private static final String STREAMING = "STREAMING-";

    private final Forwarder forwarder;
    private final Upstream upstream;

    public ForwardedObjects(Forwarder forwarder, Upstream upstream) {
        this.forwarder = forwarder;
        this.upstream = upstream;
    }

    @Override
    public void pass(HttpRequest request, String path, Streamed signed, HttpResponse response) throws IOException {
        forwarder.pass(
                new ForwardedRequest(SERVICE, request, path, content(request, signed)),
                upstream,
                signed.caller().account(),
                response);
    }

    /** The body, without the framing of the caller's signature if the request is signed anew. */
    private Content content(HttpRequest request, Streamed signed) {
        boolean framed = request.header("x-amz-content-sha256").orElse("").startsWith(STREAMING);
        long length = request.bodyBytes() == HttpRequest.UNKNOWN_BYTES ? -1 : request.bodyBytes();
        if (framed && upstream.key().isEmpty()) {
            return new Content.Streamed(request.bodyStream(), length, false);
        }
        return new Content.Streamed(signed.content(), framed ? decoded(request) : length, framed);
    }

    private static long decoded(HttpRequest request) {
        String text = request.header("x-amz-decoded-content-length").orElse("");
        return text.matches("[0-9]{1,18}") ? Long.parseLong(text) : -1;
    }
}
