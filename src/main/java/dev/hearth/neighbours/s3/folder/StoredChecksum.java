package dev.hearth.neighbours.s3.folder;

import dev.hearth.base.auth.ChecksumAlgorithm;
import dev.hearth.base.json.JsonValue.JsonObject;
import java.util.Optional;

/**
 * A checksum that is kept with an object.
 *
 * @param value in base64; of a composite one followed by the number of parts
 * @param composite made of the parts' checksums, not of the content
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
