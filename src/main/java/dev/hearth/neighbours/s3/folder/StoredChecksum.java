package dev.hearth.neighbours.s3.folder;

import dev.hearth.base.auth.ChecksumAlgorithm;
import dev.hearth.base.json.JsonValue.JsonObject;
import java.util.Optional;

/**
 * The checksum of an object.
 *
 * @param value in base64; for a composite checksum followed by the number of parts
 * @param composite whether it is made of the parts' checksums, instead of the content
 */
public record StoredChecksum(ChecksumAlgorithm algorithm, String value, boolean composite) {
    JsonObject toJson() {
        return JsonObject.builder()
                .put("algorithm", algorithm.name())
                .put("value", value)
                .put("composite", composite)
                .build();
    }

    static Optional<StoredChecksum> ofJson(JsonObject json) {
        return json.string("algorithm")
                .flatMap(ChecksumAlgorithm::of)
                .map(algorithm -> new StoredChecksum(
                        algorithm,
                        json.string("value").orElse(""),
                        json.bool("composite").orElse(false)));
    }
}
