package dev.hearth.documents;

import static dev.hearth.documents.Members.object;
import static dev.hearth.documents.Members.string;

import dev.hearth.base.json.JsonValue;
import dev.hearth.base.json.JsonValue.JsonObject;
import dev.hearth.model.Alias;

/** The stored JSON of an alias. */
final class AliasDocument {
    private AliasDocument() {}

    static JsonObject write(Alias alias) {
        JsonValue.ObjectBuilder document = JsonObject.builder()
                .put("function", Members.arn(alias.arn()))
                .put("version", alias.version())
                .put("description", alias.description())
                .put("revision", alias.revisionId());
        alias.shifted()
                .ifPresent(shifted -> document.put(
                        "shifted",
                        JsonObject.builder()
                                .put("version", shifted.version())
                                .put("weight", JsonValue.of(shifted.weight()))
                                .build()));
        return document.build();
    }

    static Alias read(JsonObject document) {
        return new Alias(
                Members.arn(object(document, "function")),
                string(document, "version"),
                document.object("shifted")
                        .map(shifted -> new Alias.Shifted(
                                string(shifted, "version"),
                                shifted.number("weight").orElseThrow().doubleValue())),
                string(document, "description"),
                string(document, "revision"));
    }
}
