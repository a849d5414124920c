package dev.hearth.documents;

import static dev.hearth.documents.Members.object;
import static dev.hearth.documents.Members.string;

import dev.hearth.base.json.JsonValue;
import dev.hearth.base.json.JsonValue.JsonObject;
import dev.hearth.model.EventInvokeConfig;
import java.time.Duration;
import java.time.Instant;

/** The stored JSON of an event invoke config. */
final class EventInvokeConfigDocument {
    private EventInvokeConfigDocument() {}

    static JsonObject write(EventInvokeConfig config) {
        JsonValue.ObjectBuilder document = JsonObject.builder()
                .put("function", Members.arn(config.arn()))
                .put("onSuccess", config.onSuccess())
                .put("onFailure", config.onFailure())
                .put("modified", config.modified().toString());
        config.retries().ifPresent(retries -> document.put("retries", retries));
        config.eventAge().ifPresent(age -> document.put("eventAgeSeconds", age.toSeconds()));
        return document.build();
    }

    static EventInvokeConfig read(JsonObject document) {
        return new EventInvokeConfig(
                Members.arn(object(document, "function")),
                document.integer("retries").map(Long::intValue),
                document.integer("eventAgeSeconds").map(Duration::ofSeconds),
                document.string("onSuccess"),
                document.string("onFailure"),
                Instant.parse(string(document, "modified")));
    }
}
