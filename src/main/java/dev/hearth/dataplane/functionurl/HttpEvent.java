package dev.hearth.dataplane.functionurl;

import dev.hearth.base.auth.Caller;
import dev.hearth.base.http.HttpRequest;
import dev.hearth.base.http.Percent;
import dev.hearth.base.json.JsonWriter;
import dev.hearth.model.FunctionUrl;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The event that a function gets for an HTTP request: payload format 2.0. Source: "Invoking Lambda function URLs",
 * request payload format, in the Lambda developer guide.
 *
 * @param body without the framing of a streaming signature
 * @param caller who signed the request, if the URL requires a signature
 * @param base scheme, domain and port of the addresses
 * @param address of the URL in the request
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
record HttpEvent(
        HttpRequest request,
        byte[] body,
        FunctionUrl url,
        Optional<Caller> caller,
        URI base,
        Address address,
        String requestId,
        String traceHeader,
        Instant time) {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("dd/MMM/uuuu:HH:mm:ss Z", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    /** Media types whose content is text, if it is well-formed. */
    private static final Pattern TEXT = Pattern.compile(
            "\\s*(text/[^;]*|application/([^;]+\\+)?(json|xml)|application/(javascript|x-ndjson|graphql))\\s*(;.*)?",
            Pattern.CASE_INSENSITIVE);

    private static final Pattern REPEATED_SLASHES = Pattern.compile("/{2,}");

    private static final String DEFAULT = "$default";

    byte[] toBytes() {
        JsonWriter event = new JsonWriter().beginObject();
        event.member("version", "2.0");
        event.member("routeKey", DEFAULT);
        event.member("rawPath", address.rawPath());
        event.member("rawQueryString", request.rawQuery());
        List<String> cookies = cookies();
        if (!cookies.isEmpty()) {
            event.name("cookies").beginArray();
            cookies.forEach(event::string);
            event.endArray();
        }
        event.name("headers").beginObject();
        headers().forEach(event::member);
        event.endObject();
        Map<String, List<String>> query = Percent.query(request.rawQuery());
        if (!query.isEmpty()) {
            event.name("queryStringParameters").beginObject();
            query.forEach((name, values) -> event.member(name, String.join(",", values)));
            event.endObject();
        }
        event.name("requestContext");
        writeContext(event);
        writeBody(event);
        return event.endObject().toBytes();
    }

    private Map<String, String> headers() {
        Map<String, String> headers = new TreeMap<>();
        for (String name : request.headerNames()) {
            // the function does not get the signature
            boolean secret = name.equals("authorization") && caller.isPresent();
            if (PassedHeaders.toFunction(name) && !secret) {
                headers.put(name, String.join(name.equals("cookie") ? "; " : ",", request.headers(name)));
            }
        }
        headers.merge("x-forwarded-for", sourceIp(), (before, last) -> before + ", " + last);
        headers.put("x-forwarded-proto", base.getScheme());
        headers.put("x-forwarded-port", Integer.toString(port()));
        headers.put("x-amzn-trace-id", traceHeader);
        return headers;
    }

    /** The path, decoded and with repeated slashes joined. */
    private String path() {
        return REPEATED_SLASHES.matcher(Percent.segment(address.rawPath())).replaceAll("/");
    }

    private String ownDomain() {
        return Address.domain(url, base);
    }

    private int port() {
        if (base.getPort() >= 0) {
            return base.getPort();
        }
        return base.getScheme().equals("https") ? 443 : 80;
    }

    private List<String> cookies() {
        List<String> cookies = new ArrayList<>();
        for (String header : request.headers("cookie")) {
            for (String cookie : header.split(";", -1)) {
                if (!cookie.isBlank()) {
                    cookies.add(cookie.strip());
                }
            }
        }
        return cookies;
    }

    private void writeContext(JsonWriter event) {
        event.beginObject();
        event.member("accountId", caller.isPresent() ? url.arn().account().value() : "anonymous");
        event.member("apiId", url.id());
        event.name("authentication").nothing();
        if (caller.isPresent()) {
            event.name("authorizer").beginObject().name("iam");
            writeCaller(event, caller.get());
            event.endObject();
        }
        event.member("domainName", address.domain().orElseGet(this::ownDomain));
        event.member("domainPrefix", url.id());
        event.name("http").beginObject();
        event.member("method", request.method());
        event.member("path", path());
        event.member("protocol", "HTTP/1.1");
        event.member("sourceIp", sourceIp());
        event.member("userAgent", request.header("User-Agent").orElse(""));
        event.endObject();
        event.member("requestId", requestId);
        event.member("routeKey", DEFAULT);
        event.member("stage", DEFAULT);
        event.member("time", TIME.format(time));
        event.member("timeEpoch", time.toEpochMilli());
        event.endObject();
    }

    private static void writeCaller(JsonWriter event, Caller caller) {
        event.beginObject();
        event.member("accessKey", caller.accessKeyId());
        event.member("accountId", caller.account().value());
        event.member("callerId", caller.principal().uniqueId());
        event.name("cognitoIdentity").nothing();
        event.name("principalOrgId").nothing();
        event.member("userArn", caller.arn());
        event.member("userId", caller.principal().uniqueId());
        event.endObject();
    }

    private void writeBody(JsonWriter event) {
        Optional<String> text = body.length == 0 ? Optional.empty() : text();
        if (body.length > 0) {
            event.name("body");
            if (text.isPresent()) {
                event.string(text.get());
            } else {
                event.base64(body);
            }
        }
        event.name("isBase64Encoded").bool(body.length > 0 && text.isEmpty());
    }

    private Optional<String> text() {
        boolean isText = request.header("Content-Type")
                .filter(type -> TEXT.matcher(type).matches())
                .isPresent();
        if (!isText) {
            return Optional.empty();
        }
        try {
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(body))
                    .toString());
        } catch (CharacterCodingException binaryAfterAll) {
            return Optional.empty();
        }
    }

    private String sourceIp() {
        return request.peer().getAddress().getHostAddress();
    }
}
