package dev.hearth.dataplane.functionurl;

import dev.hearth.base.http.HttpRequest;
import dev.hearth.dataplane.functionurl.Answer.Header;
import dev.hearth.model.FunctionUrl.Cors;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Cross-origin headers by a URL's settings. They replace those of the function. Source: the CORS protocol in the Fetch
 * standard.
 */
final class CrossOrigin {
    private static final String ALL = "*";
    private static final String PREFIX = "access-control-";

    private CrossOrigin() {}

    /** Whether a request is a preflight request, which functions never get. */
    static boolean isPreflight(HttpRequest request) {
        return request.method().equals("OPTIONS")
                && request.header("Origin").isPresent()
                && request.header("Access-Control-Request-Method").isPresent();
    }

    static Answer preflight(Cors cors, HttpRequest request) {
        List<Header> headers = origin(cors, request);
        if (isAllowed(cors, request)) {
            add(headers, "Access-Control-Allow-Methods", cors.allowMethods(), request, "Access-Control-Request-Method");
            add(
                    headers,
                    "Access-Control-Allow-Headers",
                    cors.allowHeaders(),
                    request,
                    "Access-Control-Request-Headers");
            cors.maxAge()
                    .ifPresent(seconds -> headers.add(new Header("Access-Control-Max-Age", Integer.toString(seconds))));
        }
        return new Answer(200, headers, new byte[0]);
    }

    /** Adds the headers to the answer of another request. */
    static Answer complete(Answer answer, Optional<Cors> cors, HttpRequest request) {
        if (cors.isEmpty()) {
            return answer;
        }
        List<Header> headers = new ArrayList<>();
        for (Header header : answer.headers()) {
            if (!header.name().toLowerCase(Locale.ROOT).startsWith(PREFIX)) {
                headers.add(header);
            }
        }
        headers.addAll(headers(cors.get(), request));
        return new Answer(answer.status(), headers, answer.body());
    }

    /** The headers for a request. */
    static List<Header> headers(Cors cors, HttpRequest request) {
        List<Header> headers = origin(cors, request);
        if (isAllowed(cors, request) && !cors.exposeHeaders().isEmpty()) {
            headers.add(new Header("Access-Control-Expose-Headers", String.join(",", cors.exposeHeaders())));
        }
        return headers;
    }

    private static List<Header> origin(Cors cors, HttpRequest request) {
        List<Header> headers = new ArrayList<>();
        boolean credentials = cors.allowCredentials().orElse(false);
        boolean same = cors.allowOrigins().contains(ALL) && !credentials;
        if (isAllowed(cors, request)) {
            String origin = request.header("Origin").orElseThrow();
            headers.add(new Header("Access-Control-Allow-Origin", same ? ALL : origin));
            if (credentials) {
                headers.add(new Header("Access-Control-Allow-Credentials", "true"));
            }
        }
        if (!same) {
            headers.add(new Header("Vary", "Origin"));
        }
        return headers;
    }

    private static boolean isAllowed(Cors cors, HttpRequest request) {
        Optional<String> origin = request.header("Origin");
        return origin.isPresent()
                && cors.allowOrigins().stream()
                        .anyMatch(allowed -> allowed.equals(ALL) || allowed.equalsIgnoreCase(origin.get()));
    }

    /**
     * Adds the allowed values; if all are allowed, the requested ones, because browsers don't always accept an
     * asterisk.
     */
    private static void add(
            List<Header> headers, String name, List<String> allowed, HttpRequest request, String asked) {
        Optional<String> value = allowed.contains(ALL)
                ? request.header(asked)
                : Optional.of(String.join(",", allowed)).filter(text -> !text.isEmpty());
        value.ifPresent(text -> headers.add(new Header(name, text)));
    }
}
