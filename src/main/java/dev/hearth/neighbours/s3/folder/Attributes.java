package dev.hearth.neighbours.s3.folder;

import dev.hearth.base.json.JsonValue;
import dev.hearth.base.json.JsonValue.JsonObject;
import java.util.Map;

/**
 * The attributes that the uploader gives an object.
 *
 * @param headers those that are returned to readers, such as {@code content-type}; names in lower case
 * @param metadata user-defined metadata; names without {@code x-amz-meta-}
 * @param storageClass stored and returned, without an effect
 */
public record Attributes(
        Map<String, String> headers, Map<String, String> metadata, Map<String, String> tags, String storageClass) {
    public static final String STANDARD = "STANDARD";

    public Attributes {
        headers = Map.copyOf(headers);
        metadata = Map.copyOf(metadata);
        tags = Map.copyOf(tags);
    }

    public Attributes withTags(Map<String, String> others) {
        return new Attributes(headers, metadata, others, storageClass);
    }

    JsonObject toJson() {
        return JsonObject.builder()
                .put("headers", JsonValue.of(headers))
                .put("metadata", JsonValue.of(metadata))
                .put("tags", JsonValue.of(tags))
                .put("class", storageClass)
                .build();
    }

    static Attributes ofJson(JsonObject json) {
        return new Attributes(
                json.object("headers").orElse(JsonObject.EMPTY).strings(),
                json.object("metadata").orElse(JsonObject.EMPTY).strings(),
                json.object("tags").orElse(JsonObject.EMPTY).strings(),
                json.string("class").orElse(STANDARD));
    }
}
