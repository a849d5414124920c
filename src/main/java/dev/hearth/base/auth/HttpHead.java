package dev.hearth.base.auth;

import dev.hearth.base.http.HttpRequest;
import java.util.List;

/** The head of a request that came over HTTP. */
public record HttpHead(HttpRequest request) implements SignedHead {
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
