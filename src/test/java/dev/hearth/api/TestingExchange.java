package dev.hearth.api;

import dev.hearth.base.http.BodyTooLargeException;
import dev.hearth.base.http.HttpHandler;
import dev.hearth.base.http.HttpRequest;
import dev.hearth.base.http.HttpResponse;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A request in memory, and what it is answered. */
final class TestingExchange implements HttpRequest {
    private final String method;
    private final String path;
    private final Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private String query = "";
    private byte[] body = {};

    TestingExchange(String method, String path) {
        this.method = method;
        this.path = path;
    }

    /** An answer; names of headers are in lower case. */
    @SuppressWarnings("ArrayRecordComponent") // compared by nobody
    record Reply(int status, Map<String, String> headers, byte[] bytes) {
        String text() {
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }

    TestingExchange query(String raw) {
        query = raw;
        return this;
    }

    TestingExchange header(String name, String value) {
        headers.computeIfAbsent(name, key -> new ArrayList<>()).add(value);
        return this;
    }

    TestingExchange body(String text) {
        body = text.getBytes(StandardCharsets.UTF_8);
        return this;
    }

    Reply sendTo(HttpHandler handler) throws IOException {
        Answer answer = new Answer();
        handler.handle(this, answer);
        return new Reply(answer.status, answer.headers, answer.content.toByteArray());
    }

    @Override
    public String method() {
        return method;
    }

    @Override
    public String rawPath() {
        return path;
    }

    @Override
    public String rawQuery() {
        return query;
    }

    @Override
    public Optional<String> header(String name) {
        return headers(name).stream().findFirst();
    }

    @Override
    public List<String> headers(String name) {
        return headers.getOrDefault(name, List.of());
    }

    @Override
    public List<String> headerNames() {
        return headers.keySet().stream()
                .map(name -> name.toLowerCase(Locale.ROOT))
                .toList();
    }

    @Override
    public InetSocketAddress peer() {
        return new InetSocketAddress(0);
    }

    @Override
    public long bodyBytes() {
        return body.length;
    }

    @Override
    public byte[] body(int limit) {
        if (body.length > limit) {
            throw new BodyTooLargeException(limit);
        }
        return body;
    }

    @Override
    public InputStream bodyStream() {
        return new ByteArrayInputStream(body);
    }

    private static final class Answer implements HttpResponse {
        private final Map<String, String> headers = new TreeMap<>();
        private final ByteArrayOutputStream content = new ByteArrayOutputStream();
        private int status = 200;

        @Override
        public HttpResponse status(int code) {
            status = code;
            return this;
        }

        @Override
        public HttpResponse header(String name, String value) {
            headers.put(name.toLowerCase(Locale.ROOT), value);
            return this;
        }

        @Override
        public void send(byte[] bytes) {
            content.writeBytes(bytes);
        }

        @Override
        public OutputStream stream() {
            return content;
        }
    }
}
