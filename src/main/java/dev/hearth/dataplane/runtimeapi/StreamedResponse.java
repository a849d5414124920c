package dev.hearth.dataplane.runtimeapi;

import dev.hearth.base.http.HttpRequest;
import dev.hearth.dataplane.runtimeapi.RuntimeSession.InvokeOutcome;
import dev.hearth.model.Quotas;
import java.io.IOException;
import java.io.InputStream;

/** Passes a runtime's answer on in pieces. */
final class StreamedResponse {
    /** The content type of an answer that has none. */
    private static final String BYTES = "application/octet-stream";

    private final Session session;
    private final String id;
    private final HttpRequest request;

    StreamedResponse(Session session, String id, HttpRequest request) {
        this.session = session;
        this.id = id;
        this.request = request;
    }

    /** The reply to the runtime, and whether its answer was over the limit. */
    record Result(Reply reply, boolean tooLarge) {}

    /** Passes an answer that has been read as a whole. */
    Result passWhole(byte[] payload) {
        Reply begun = begin();
        if (!(begun instanceof Reply.Accepted) || !pass(payload, payload.length)) {
            return refused(begun);
        }
        return new Result(session.finish(id, new InvokeOutcome.Answered(payload.length)), false);
    }

    /** Passes an answer while it is read: each piece is passed before the next one is read. */
    Result pass() throws IOException {
        Reply begun = begin();
        if (!(begun instanceof Reply.Accepted)) {
            return refused(begun);
        }
        boolean whole = false;
        try {
            Result result = passAll();
            whole = true;
            return result;
        } finally {
            if (!whole) {
                session.finish(id, new InvokeOutcome.Truncated());
            }
        }
    }

    private Result passAll() throws IOException {
        InputStream body = request.bodyStream();
        byte[] buffer = new byte[Limits.PIECE_BYTES];
        long passed = 0;
        for (int count = body.read(buffer); count >= 0; count = body.read(buffer)) {
            int fits = (int) Math.min(count, Quotas.STREAMED_RESPONSE_BYTES - passed);
            if (fits > 0 && !pass(buffer, fits)) {
                return refused(new Reply.UnknownId());
            }
            passed += fits;
            if (fits < count) {
                return new Result(
                        session.finish(
                                id, new InvokeOutcome.ResponseTooLarge(passed + 1, Quotas.STREAMED_RESPONSE_BYTES)),
                        true);
            }
        }
        InvokeOutcome all = new InvokeOutcome.Answered(passed);
        InvokeOutcome end = RuntimeErrors.inTrailers(request)
                .<InvokeOutcome>map(InvokeOutcome.Broken::new)
                .orElse(all);
        return new Result(session.finish(id, end), false);
    }

    private Reply begin() {
        return session.begin(id, contentType(request));
    }

    /** The content type that the runtime gave its answer. */
    static String contentType(HttpRequest request) {
        return request.header("Content-Type").filter(type -> !type.isEmpty()).orElse(BYTES);
    }

    private boolean pass(byte[] bytes, int length) {
        try {
            return session.pass(id, bytes, length);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static Result refused(Reply begun) {
        return new Result(begun instanceof Reply.Accepted ? new Reply.UnknownId() : begun, false);
    }
}
