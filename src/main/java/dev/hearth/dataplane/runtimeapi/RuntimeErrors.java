package dev.hearth.dataplane.runtimeapi;

import dev.hearth.base.http.HttpRequest;
import dev.hearth.base.json.Json;
import dev.hearth.base.json.JsonException;
import dev.hearth.base.json.JsonValue;
import dev.hearth.base.json.JsonValue.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/** Reads the errors that runtimes report: in a body, or in the trailers of a streamed answer. */
final class RuntimeErrors {
    static final String TYPE_HEADER = "Lambda-Runtime-Function-Error-Type";

    private static final String BODY_TRAILER = "Lambda-Runtime-Function-Error-Body";
    private static final String WITH_CAUSE = "application/vnd.aws.lambda.error.cause+json";
    private static final String UNKNOWN = "Runtime.Unknown";

    private RuntimeErrors() {}

    /** The error for a runtime that asked for an unknown response mode. */
    static RuntimeError invalidResponseMode() {
        return new RuntimeError("Runtime.InvalidResponseModeHeader", new byte[0]);
    }

    static RuntimeError read(HttpRequest request) throws IOException {
        byte[] body = request.bodyStream().readNBytes(Limits.ERROR_BYTES + 1);
        Optional<String> header = request.header(TYPE_HEADER);
        if (body.length > Limits.ERROR_BYTES) {
            // not truncated, because it would no longer be JSON
            String type = header.orElse(UNKNOWN);
            return new RuntimeError(type, tooLong(type));
        }
        if (WITH_CAUSE.equals(request.header("Content-Type").orElse(""))) {
            return withoutCause(header, body);
        }
        return new RuntimeError(header.or(() -> typeIn(body)).orElse(UNKNOWN), body);
    }

    /** The error in the trailers of a streamed answer; empty if there is none. To be called after the body was read. */
    static Optional<RuntimeError> inTrailers(HttpRequest request) {
        Optional<String> type = request.trailer(TYPE_HEADER);
        Optional<String> body = request.trailer(BODY_TRAILER);
        if (type.isEmpty() && body.isEmpty()) {
            return Optional.empty();
        }
        byte[] error = body.map(RuntimeErrors::decode).orElse(new byte[0]);
        return Optional.of(new RuntimeError(type.or(() -> typeIn(error)).orElse(UNKNOWN), error));
    }

    /**
     * Decodes base64, which clients send because a trailer can't have line breaks. Plain JSON is returned as it is: it
     * begins with a character that base64 does not have.
     */
    private static byte[] decode(String text) {
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            return text.getBytes(StandardCharsets.UTF_8);
        }
    }

    private static Optional<String> typeIn(byte[] body) {
        try {
            return Json.parseObject(body).string("errorType");
        } catch (JsonException e) {
            return Optional.empty(); // not JSON: the caller gets it unchanged
        }
    }

    /** The error without the member for X-Ray. */
    private static RuntimeError withoutCause(Optional<String> header, byte[] body) {
        try {
            JsonObject error = Json.parseObject(body);
            JsonValue.ObjectBuilder kept = JsonObject.builder();
            for (String name : new String[] {"errorMessage", "errorType", "stackTrace"}) {
                error.find(name).ifPresent(value -> kept.put(name, value));
            }
            String type = header.or(() -> error.string("errorType")).orElse(UNKNOWN);
            return new RuntimeError(type, Json.write(kept.build()));
        } catch (JsonException e) {
            return new RuntimeError(header.orElse(UNKNOWN), Json.write(JsonValue.of("Invalid error body")));
        }
    }

    private static byte[] tooLong(String type) {
        return Json.write(JsonObject.builder()
                .put("errorMessage", "The error is longer than " + Limits.ERROR_BYTES + " bytes")
                .put("errorType", type)
                .build());
    }
}
