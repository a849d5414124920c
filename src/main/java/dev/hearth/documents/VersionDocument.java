package dev.hearth.documents;

import static dev.hearth.documents.Members.object;
import static dev.hearth.documents.Members.string;

import dev.hearth.base.json.JsonValue.JsonObject;
import dev.hearth.model.PublishedVersion;
import java.time.Instant;

/** The stored JSON of a published version. */
final class VersionDocument {
    private VersionDocument() {}

    static JsonObject write(PublishedVersion version) {
        return JsonObject.builder()
                .put("function", Members.arn(version.arn()))
                .put("configuration", ConfigurationDocument.write(version.configuration()))
                .put("latestDescription", version.latestDescription())
                .put("revision", version.revisionId())
                .put("state", FunctionDocument.state(version.state()))
                .put("published", version.published().toString())
                .build();
    }

    static PublishedVersion read(JsonObject document) {
        return new PublishedVersion(
                Members.arn(object(document, "function")),
                ConfigurationDocument.read(object(document, "configuration")),
                string(document, "latestDescription"),
                string(document, "revision"),
                FunctionDocument.state(object(document, "state")),
                Instant.parse(string(document, "published")));
    }
}
