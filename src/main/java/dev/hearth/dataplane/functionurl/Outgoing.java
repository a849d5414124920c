package dev.hearth.dataplane.functionurl;

import dev.hearth.base.http.HttpRequest;
import dev.hearth.base.http.HttpResponse;
import dev.hearth.model.FunctionUrl.Cors;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Sends the answer to one request, with the cross-origin headers of the URL's settings. */
final class Outgoing {
    private final HttpRequest request;
    private final HttpResponse response;
    private final Optional<Cors> cors;
    private boolean begun;
    private @Nullable OutputStream stream;

    Outgoing(HttpRequest request, HttpResponse response, Optional<Cors> cors) {
        this.request = request;
        this.response = response;
        this.cors = cors;
    }

    /** Whether the answer has begun, so that no other can be sent. */
    boolean begun() {
        return begun;
    }

    boolean isHead() {
        return request.method().equals("HEAD");
    }

    void send(Answer answer) {
        Answer complete = head(answer);
        response.send(complete.body());
    }

    /** Sends status and headers, and returns the stream of the body, which lasts until it is closed or {@link #end}. */
    OutputStream stream(Answer answer) throws IOException {
        head(answer);
        OutputStream body = response.stream();
        stream = body;
        body.flush();
        return body;
    }

    /**
     * Ends a streamed body that can't become whole. As from Lambda, the caller gets what was written, and sees no error
     * of the transport.
     */
    void end() {
        OutputStream body = stream;
        if (body != null) {
            try {
                body.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private Answer head(Answer answer) {
        begun = true;
        Answer complete = CrossOrigin.complete(answer, cors, request);
        response.status(complete.status());
        complete.headers().forEach(header -> response.header(header.name(), header.value()));
        return complete;
    }
}
