package dev.hearth.base.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A request on one of this server's connections. */
final class Request implements HttpRequest {
    private final RequestHead head;
    private final RequestBody body;
    private final InetSocketAddress peer;
    private byte @Nullable [] whole;

    Request(RequestHead head, RequestBody body, InetSocketAddress peer) {
        this.head = head;
        this.body = body;
        this.peer = peer;
    }

    @Override
    public String method() {
        return head.method();
    }

    @Override
    public String rawPath() {
        return head.rawPath();
    }

    @Override
    public String rawQuery() {
        return head.rawQuery();
    }

    @Override
    public Optional<String> header(String name) {
        return Optional.ofNullable(head.headers().first(name));
    }

    @Override
    public List<String> headers(String name) {
        return head.headers().all(name);
    }

    @Override
    public List<String> headerNames() {
        return head.headers().names();
    }

    @Override
    public InetSocketAddress peer() {
        return peer;
    }

    @Override
    public long bodyBytes() {
        return head.chunked() ? UNKNOWN_BYTES : Math.max(0, head.contentLength());
    }

    @Override
    public byte[] body(int limit) {
        byte[] known = whole;
        if (known == null) {
            try {
                known = body.readAll(limit);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            whole = known;
        } else if (known.length > limit) {
            throw new BodyTooLargeException(limit);
        }
        return known;
    }

    @Override
    public void demandPace(Duration grace, int bytesPerSecond) {
        body.demandPace(grace, bytesPerSecond);
    }

    @Override
    public InputStream bodyStream() {
        return body;
    }

    @Override
    public Optional<String> trailer(String name) {
        return Optional.ofNullable(body.trailers().first(name));
    }
}
