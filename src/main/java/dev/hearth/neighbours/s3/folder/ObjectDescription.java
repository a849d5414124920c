package dev.hearth.neighbours.s3.folder;

import dev.hearth.base.json.JsonValue;
import dev.hearth.base.json.JsonValue.JsonArray;
import dev.hearth.base.json.JsonValue.JsonNumber;
import dev.hearth.base.json.JsonValue.JsonObject;
import dev.hearth.neighbours.s3.ObjectKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The description of an object: all its data but the content.
 *
 * @param id unique for each upload, even of the same content under the same key
 * @param etag without its quotation marks
 * @param parts the sizes of the parts of a multipart upload; empty for an upload in one request
 */
public record ObjectDescription(
        ObjectKey key,
        String id,
        long size,
        String etag,
        Instant modified,
        StoredChecksum checksum,
        Attributes attributes,
        List<Long> parts) {
    public ObjectDescription {
        parts = List.copyOf(parts);
    }

    ObjectDescription withAttributes(Attributes others) {
        return new ObjectDescription(key, id, size, etag, modified, checksum, others, parts);
    }

    JsonObject toJson() {
        return JsonObject.builder()
                .put("key", key.value())
                .put("id", id)
                .put("size", size)
                .put("etag", etag)
                .put("modified", modified.toEpochMilli())
                .put("checksum", checksum.toJson())
                .put("attributes", attributes.toJson())
                .put(
                        "parts",
                        new JsonArray(
                                parts.stream().<JsonValue>map(JsonValue::of).toList()))
                .build();
    }

    static ObjectDescription ofJson(JsonObject json) throws DamagedFileException {
        List<Long> parts = new ArrayList<>();
        for (JsonValue part : json.array("parts").orElse(JsonArray.EMPTY).elements()) {
            if (part instanceof JsonNumber number) {
                parts.add(number.toLong().orElseThrow(DamagedFileException::new));
            }
        }
        return new ObjectDescription(
                new ObjectKey(json.string("key").orElseThrow(DamagedFileException::new)),
                json.string("id").orElseThrow(DamagedFileException::new),
                json.integer("size").orElseThrow(DamagedFileException::new),
                json.string("etag").orElseThrow(DamagedFileException::new),
                Instant.ofEpochMilli(json.integer("modified").orElseThrow(DamagedFileException::new)),
                json.object("checksum").flatMap(StoredChecksum::ofJson).orElseThrow(DamagedFileException::new),
                Attributes.ofJson(json.object("attributes").orElse(JsonObject.EMPTY)),
                parts);
    }
}
