package dev.hearth.documents;

import static dev.hearth.documents.Members.object;
import static dev.hearth.documents.Members.string;

import dev.hearth.base.json.JsonValue;
import dev.hearth.base.json.JsonValue.JsonArray;
import dev.hearth.base.json.JsonValue.JsonObject;
import dev.hearth.model.FunctionUrl;
import dev.hearth.model.FunctionUrl.Authentication;
import dev.hearth.model.FunctionUrl.Cors;
import dev.hearth.model.FunctionUrl.InvokeMode;
import java.time.Instant;
import java.util.List;

/** The stored JSON of a function URL. */
final class FunctionUrlDocument {
    private FunctionUrlDocument() {}

    static JsonObject write(FunctionUrl url) {
        JsonValue.ObjectBuilder document = JsonObject.builder()
                .put("id", url.id())
                .put("function", Members.arn(url.arn()))
                .put("authentication", url.authentication().name())
                .put("invokeMode", url.invokeMode().name())
                .put("created", url.created().toString())
                .put("modified", url.modified().toString());
        url.cors().ifPresent(cors -> document.put("cors", write(cors)));
        return document.build();
    }

    private static JsonObject write(Cors cors) {
        JsonValue.ObjectBuilder document = JsonObject.builder()
                .put("allowHeaders", JsonValue.of(cors.allowHeaders()))
                .put("allowMethods", JsonValue.of(cors.allowMethods()))
                .put("allowOrigins", JsonValue.of(cors.allowOrigins()))
                .put("exposeHeaders", JsonValue.of(cors.exposeHeaders()));
        cors.allowCredentials().ifPresent(allowed -> document.put("allowCredentials", allowed));
        cors.maxAge().ifPresent(seconds -> document.put("maxAge", seconds));
        return document.build();
    }

    static FunctionUrl read(JsonObject document) {
        return new FunctionUrl(
                string(document, "id"),
                Members.arn(object(document, "function")),
                Authentication.valueOf(string(document, "authentication")),
                document.object("cors").map(FunctionUrlDocument::readCors),
                InvokeMode.valueOf(string(document, "invokeMode")),
                Instant.parse(string(document, "created")),
                Instant.parse(string(document, "modified")));
    }

    private static Cors readCors(JsonObject document) {
        return new Cors(
                document.bool("allowCredentials"),
                strings(document, "allowHeaders"),
                strings(document, "allowMethods"),
                strings(document, "allowOrigins"),
                strings(document, "exposeHeaders"),
                document.integer("maxAge").map(Math::toIntExact));
    }

    private static List<String> strings(JsonObject document, String name) {
        return document.array(name).map(JsonArray::strings).orElse(List.of());
    }
}
