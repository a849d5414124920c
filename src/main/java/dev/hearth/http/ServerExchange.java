package dev.hearth.http;

import io.helidon.http.Header;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One request and its answer, over Helidon's own. */
final class ServerExchange implements HttpRequest, HttpResponse {
    private final ServerRequest request;
    private final ServerResponse response;
    private byte @Nullable [] body;

    ServerExchange(ServerRequest request, ServerResponse response) {
        this.request = request;
        this.response = response;
    }

    @Override
    public String method() {
        return request.prologue().method().text();
    }

    @Override
    public String rawPath() {
        return request.prologue().uriPath().rawPath();
    }

    @Override
    public String rawQuery() {
        return request.prologue().query().rawValue();
    }

    @Override
    public Optional<String> header(String name) {
        HeaderName header = HeaderNames.create(name);
        return request.headers().contains(header)
                ? Optional.of(request.headers().get(header).get())
                : Optional.empty();
    }

    @Override
    public List<String> headers(String name) {
        return request.headers().all(HeaderNames.create(name), List::of);
    }

    @Override
    public List<String> headerNames() {
        List<String> names = new ArrayList<>();
        for (Header header : request.headers()) {
            names.add(header.headerName().lowerCase());
        }
        return names;
    }

    @Override
    public InetSocketAddress peer() {
        return (InetSocketAddress) request.remotePeer().address();
    }

    @Override
    public byte[] body(int limit) {
        byte[] read = body;
        if (read == null) {
            long claimed = request.headers().contentLength().orElse(-1);
            if (claimed > limit) {
                throw new BodyTooLargeException(limit);
            }
            read = request.content().hasEntity() ? read(claimed, limit) : new byte[0];
            body = read;
        }
        return read;
    }

    private byte[] read(long claimed, int limit) {
        int first = claimed < 0 ? HttpLimits.FIRST_BODY_BYTES : (int) Math.min(claimed, HttpLimits.FIRST_BODY_BYTES);
        byte[] bytes = new byte[first];
        int length = 0;
        try (InputStream in = request.content().inputStream()) {
            while (true) {
                if (length == bytes.length) {
                    if (length == claimed) {
                        return bytes;
                    }
                    int next = in.read();
                    if (next < 0) {
                        return bytes;
                    }
                    if (length >= limit) {
                        throw new BodyTooLargeException(limit);
                    }
                    long most = claimed < 0 ? limit : claimed;
                    bytes = Arrays.copyOf(bytes, (int) Math.min(most, Math.max(1, length) * 4L));
                    bytes[length++] = (byte) next;
                }
                int count = in.read(bytes, length, bytes.length - length);
                if (count < 0) {
                    return Arrays.copyOf(bytes, length);
                }
                length += count;
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    @Override
    public InputStream bodyStream() {
        return request.content().hasEntity() ? request.content().inputStream() : InputStream.nullInputStream();
    }

    @Override
    public HttpResponse status(int status) {
        response.status(Status.create(status));
        return this;
    }

    @Override
    public HttpResponse header(String name, String value) {
        response.header(HeaderNames.create(name), value);
        return this;
    }

    @Override
    public void send(byte[] bytes) {
        response.send(bytes);
    }

    @Override
    public OutputStream stream() {
        return response.outputStream();
    }

    boolean isSent() {
        return response.isSent();
    }
}
