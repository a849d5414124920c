package dev.hearth.auth;

import dev.hearth.http.HttpRequest;
import java.util.List;

/** A request that came over HTTP, as the authenticator sees it. */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
public record Signed(HttpRequest request, byte[] body) implements SignedRequest {
    @Override
    public String method() {
        return request.method();
    }

    @Override
    public String rawPath() {
        return request.rawPath();
    }

    @Override
    public String rawQuery() {
        return request.rawQuery();
    }

    @Override
    public List<String> headers(String name) {
        return request.headers(name);
    }

    @Override
    public List<String> headerNames() {
        return request.headerNames();
    }
}
