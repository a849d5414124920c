package dev.hearth.base.http;

import java.io.IOException;

/** Answers one request. Runs on a virtual thread of its own and may block. */
@FunctionalInterface
public interface HttpHandler {
    void handle(HttpRequest request, HttpResponse response) throws IOException;
}
