package dev.hearth.base.http;

import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;

/** A GET of this machine without headers, and with a body that is only announced. */
public record TestRequest(String rawPath, String rawQuery, long bodyBytes) implements HttpRequest {
    public TestRequest() {
        this("/", "");
    }

    public TestRequest(String rawPath, String rawQuery) {
        this(rawPath, rawQuery, 0);
    }

    @Override
    public String method() {
        return "GET";
    }

    @Override
    public Optional<String> header(String name) {
        return Optional.empty();
    }

    @Override
    public List<String> headers(String name) {
        return List.of();
    }

    @Override
    public List<String> headerNames() {
        return List.of();
    }

    @Override
    public InetSocketAddress peer() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);
    }

    @Override
    public byte[] body(int limit) {
        return new byte[0];
    }

    @Override
    public InputStream bodyStream() {
        return InputStream.nullInputStream();
    }
}
