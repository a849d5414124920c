package dev.hearth.dataplane.functionurl;

import dev.hearth.base.http.HttpRequest;
import dev.hearth.base.http.HttpResponse;
import dev.hearth.model.FunctionUrl.Cors;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;

/** Sends the answer to one request, with the cross-origin headers of the URL's settings. */
final class Outgoing {
    private final HttpRequest request;
    private final HttpResponse response;
    private final Optional<Cors> cors;
    private boolean begun;

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

    /**
     * Sends status and headers, and returns the stream of the body. If the stream is not closed, the caller sees the
     * answer cut off.
     */
    OutputStream stream(Answer answer) throws IOException {
        head(answer);
        OutputStream body = response.stream();
        body.flush();
        return body;
    }

    private Answer head(Answer answer) {
        begun = true;
        Answer complete = CrossOrigin.complete(answer, cors, request);
        response.status(complete.status());
        complete.headers().forEach(header -> response.header(header.name(), header.value()));
        return complete;
    }
}
