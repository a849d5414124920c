package dev.hearth.dataplane.functionurl;

import dev.hearth.base.json.Json;
import dev.hearth.base.json.JsonException;
import dev.hearth.base.json.JsonValue;
import dev.hearth.base.json.JsonValue.JsonArray;
import dev.hearth.base.json.JsonValue.JsonBoolean;
import dev.hearth.base.json.JsonValue.JsonNull;
import dev.hearth.base.json.JsonValue.JsonNumber;
import dev.hearth.base.json.JsonValue.JsonObject;
import dev.hearth.base.json.JsonValue.JsonString;
import dev.hearth.dataplane.functionurl.Answer.Header;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes the HTTP answer of a function's result. An object with a {@code statusCode} describes the answer. A string is
 * the body of an answer with status 200, and so is any other JSON, written compactly. Source: "Invoking Lambda function
 * URLs", response payload format, in the Lambda developer guide.
 */
final class FunctionResult {
    static final String STATUS = "statusCode";

    private FunctionResult() {}

    /**
     * @param isHead whether the request's method is HEAD
     * @throws BadResultException if the result is invalid
     */
    static Answer answer(byte[] payload, boolean isHead) {
        JsonValue value;
        try {
            value = Json.parse(payload);
        } catch (JsonException e) {
            // a streamed answer that was gathered has a prelude
            return Prelude.answer(payload, isHead);
        }
        return switch (value) {
            case JsonObject object
            when object.find(STATUS).isPresent() ->
                withDefaultType(new Answer(status(object), headers(object, isHead), body(object)));
            case JsonString(String text) -> Answer.json(200, text);
            case JsonObject _, JsonArray _, JsonNumber _, JsonBoolean _, JsonNull _ -> Answer.json(200, value.toJson());
        };
    }

    static Answer withDefaultType(Answer answer) {
        return PassedHeaders.has(answer.headers(), "Content-Type")
                ? answer
                : answer.with(List.of(new Header("Content-Type", Answer.JSON)));
    }

    /** The status, which must be final: interim ones (1xx) are not. */
    static int status(JsonObject object) {
        try {
            int status = switch (object.find(STATUS).orElse(JsonNull.NULL)) {
                case JsonNumber(BigDecimal number) -> number.intValueExact();
                case JsonString(String text) -> Integer.parseInt(text);
                case JsonObject _, JsonArray _, JsonBoolean _, JsonNull _ -> throw new BadResultException(STATUS);
            };
            if (status >= 200 && status <= 599) {
                return status;
            }
        } catch (ArithmeticException | NumberFormatException notAnInteger) {
            throw new BadResultException(STATUS);
        }
        throw new BadResultException(STATUS);
    }

    static List<Header> headers(JsonObject object, boolean isHead) {
        List<Header> headers = new ArrayList<>();
        Map<String, JsonValue> given = switch (object.find("headers").orElse(JsonObject.EMPTY)) {
            case JsonObject(var members) -> members;
            case JsonString _, JsonArray _, JsonNumber _, JsonBoolean _, JsonNull _ ->
                throw new BadResultException("headers");
        };
        given.forEach((name, value) -> {
            Optional<String> text = scalar(value, "the value of the header " + name);
            text.flatMap(present -> PassedHeaders.toCaller(name, present, isHead))
                    .ifPresent(headers::add);
        });
        for (String cookie : cookies(object)) {
            PassedHeaders.toCaller("Set-Cookie", cookie, isHead).ifPresent(headers::add);
        }
        return headers;
    }

    private static List<String> cookies(JsonObject object) {
        return switch (object.find("cookies").orElse(JsonArray.EMPTY)) {
            case JsonArray(var elements) ->
                elements.stream()
                        .map(cookie -> scalar(cookie, "cookies").orElseThrow(() -> new BadResultException("cookies")))
                        .toList();
            case JsonString _, JsonObject _, JsonNumber _, JsonBoolean _, JsonNull _ ->
                throw new BadResultException("cookies");
        };
    }

    private static Optional<String> scalar(JsonValue value, String what) {
        return switch (value) {
            case JsonString(String text) -> Optional.of(text);
            case JsonNumber number -> Optional.of(number.toJson());
            case JsonBoolean(boolean bool) -> Optional.of(Boolean.toString(bool));
            case JsonNull _ -> Optional.empty();
            case JsonObject _, JsonArray _ -> throw new BadResultException(what);
        };
    }

    private static byte[] body(JsonObject object) {
        String text = switch (object.find("body").orElse(JsonValue.of(""))) {
            case JsonString(String string) -> string;
            case JsonValue other -> other.toJson();
        };
        if (!object.bool("isBase64Encoded").orElse(false)) {
            return text.getBytes(StandardCharsets.UTF_8);
        }
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException notBase64) {
            throw new BadResultException("body");
        }
    }
}
