package dev.hearth.neighbours.forward;

import dev.hearth.base.auth.RequestSigner;
import dev.hearth.base.http.HopByHop;
import dev.hearth.base.http.HttpRequest;
import dev.hearth.neighbours.forward.ForwardedRequest.Content;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Which headers of a request and of its answer pass on, and how a request is signed anew. */
final class ForwardedHeaders {
    /** The HTTP client writes it itself; it is between this server and the next one. */
    private static final String EXPECT = "expect";

    /** The headers of a signature. */
    private static final Set<String> SIGNATURE =
            Set.of("authorization", "x-amz-content-sha256", "x-amz-date", "x-amz-security-token");

    /** What goes with the framing of a body in chunks that are signed, or that have trailers. */
    private static final Set<String> FRAMING =
            Set.of("x-amz-decoded-content-length", "x-amz-sdk-checksum-algorithm", "x-amz-trailer");

    private static final Set<String> QUERY_SIGNATURE = Set.of(
            "x-amz-algorithm",
            "x-amz-content-sha256",
            "x-amz-credential",
            "x-amz-date",
            "x-amz-expires",
            "x-amz-security-token",
            "x-amz-signature",
            "x-amz-signedheaders");

    private static final String VIA = "1.1 hearth";

    private ForwardedHeaders() {}

    private static boolean isOfConnection(String name) {
        return HopByHop.has(name) || name.equals(EXPECT);
    }

    /** The headers of a request that passes on as it came, but for those of its connection. */
    static Map<String, List<String>> unchanged(HttpRequest request) {
        Map<String, List<String>> headers = new TreeMap<>();
        Set<String> named = named(request.headers("connection"));
        for (String name : request.headerNames()) {
            if (!isOfConnection(name) && !named.contains(name) && !name.equals("content-length")) {
                headers.put(name, request.headers(name));
            }
        }
        headers.computeIfAbsent("via", _ -> List.of());
        headers.computeIfPresent("via", (_, hops) -> {
            List<String> all = new ArrayList<>(hops);
            all.add(VIA);
            return all;
        });
        return headers;
    }

    /** The headers of a request with a signature of Hearth's own, in place of the caller's. */
    static Map<String, List<String>> signed(
            ForwardedRequest request, RequestSigner signer, URI address, String host, String digest) {
        Map<String, List<String>> headers = unchanged(request.head());
        headers.keySet().removeAll(SIGNATURE);
        headers.remove("host");
        if (request.content() instanceof Content.Streamed streamed && streamed.unframed()) {
            headers.keySet().removeAll(FRAMING);
            headers.computeIfPresent("content-encoding", (_, codings) -> withoutFraming(codings));
        }
        Map<String, String> toSign = new TreeMap<>();
        headers.forEach((name, values) -> {
            if (name.startsWith("x-amz-") || name.equals("content-type") || name.equals("content-md5")) {
                toSign.put(name, String.join(",", values));
            }
        });
        signer.sign(request.head().method(), address, host, toSign, digest)
                .forEach((name, value) -> headers.put(name, List.of(value)));
        headers.put("host", List.of(host));
        return headers;
    }

    private static List<String> withoutFraming(List<String> codings) {
        String rest = codings.stream()
                .flatMap(line -> Arrays.stream(line.split(",", -1)))
                .map(String::strip)
                .filter(coding -> !coding.isEmpty() && !coding.equals("aws-chunked"))
                .collect(Collectors.joining(","));
        return rest.isEmpty() ? List.of() : List.of(rest);
    }

    /** The query without the parameters of a signature. */
    static String unsigned(String rawQuery) {
        return Arrays.stream(rawQuery.split("&", -1))
                .filter(parameter -> !QUERY_SIGNATURE.contains(parameter.split("=", 2)[0].toLowerCase(Locale.ROOT)))
                .collect(Collectors.joining("&"));
    }

    /** Whether a request has passed through too many servers. */
    static boolean isLoop(HttpRequest request) {
        return request.headers("via").stream()
                        .flatMap(line -> Arrays.stream(line.split(",", -1)))
                        .count()
                >= Limits.HOPS;
    }

    /** The headers of an answer that pass on. The server that sends the answer writes the date itself. */
    static Map<String, List<String>> ofAnswer(Map<String, List<String>> answer) {
        Map<String, List<String>> headers = new TreeMap<>();
        Set<String> named = named(Optional.ofNullable(answer.get("connection")).orElse(List.of()));
        answer.forEach((name, values) -> {
            String lower = name.toLowerCase(Locale.ROOT);
            if (!isOfConnection(lower) && !named.contains(lower) && !lower.equals("date")) {
                headers.put(name, values);
            }
        });
        return headers;
    }

    /** The headers that a {@code Connection} header names. */
    private static Set<String> named(List<String> connection) {
        Set<String> names = new HashSet<>();
        connection.forEach(line -> {
            for (String name : line.split(",", -1)) {
                names.add(name.strip().toLowerCase(Locale.ROOT));
            }
        });
        return names;
    }
}
