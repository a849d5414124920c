package dev.hearth.dataplane.async;

import dev.hearth.base.json.Json;
import dev.hearth.base.json.JsonException;
import dev.hearth.base.json.JsonWriter;
import dev.hearth.model.FunctionArn;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/**
 * The record that a destination gets for an event; see "Capturing records of Lambda asynchronous invocations" in the
 * guide.
 */
final class DestinationRecord {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private DestinationRecord() {}

    static byte[] of(Event event, Retries.Condition condition, Optional<Attempt> last, Instant now) {
        JsonWriter writer = new JsonWriter()
                .beginObject()
                .member("version", "1.0")
                .member("timestamp", TIME.format(now))
                .name("requestContext")
                .beginObject()
                .member("requestId", event.invocation().requestId())
                .member("functionArn", qualified(event.function()).toString())
                .member("condition", condition.wire())
                .member("approximateInvokeCount", event.errors() + event.refusals() + (last.isPresent() ? 1 : 0))
                .endObject()
                .name("requestPayload");
        value(writer, event.invocation().payload());
        last.ifPresent(attempt -> response(writer, attempt));
        return writer.endObject().toBytes();
    }

    private static void response(JsonWriter writer, Attempt attempt) {
        switch (attempt) {
            case Attempt.Ran(String version, var result) -> {
                writer.name("responseContext")
                        .beginObject()
                        .member("statusCode", 200)
                        .member("executedVersion", version);
                result.functionError().ifPresent(error -> writer.member("functionError", error));
                writer.endObject().name("responsePayload");
                value(writer, result.payload());
            }
            case Attempt.Refused(var reason) -> status(writer, reason.code().status());
            case Attempt.Impossible(var reason) -> status(writer, reason.code().status());
        }
    }

    private static void status(JsonWriter writer, int code) {
        writer.name("responseContext").beginObject().member("statusCode", code).endObject();
    }

    /** Writes an answer, which may be no JSON. */
    private static void value(JsonWriter writer, byte[] json) {
        try {
            writer.value(Json.parse(json));
        } catch (JsonException e) {
            writer.nothing();
        }
    }

    private static FunctionArn qualified(FunctionArn function) {
        return function.qualified(function.qualifier().orElse(FunctionArn.LATEST));
    }
}
