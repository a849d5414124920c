package dev.hearth.model;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A version of a layer, which never changes.
 *
 * @param runtimes the compatible runtimes; empty: not set
 * @param architectures the compatible architectures, as in the API; empty: not set
 * @param license empty text if not set
 */
public record LayerVersion(
        LayerVersionArn arn,
        CodePackage code,
        String description,
        Instant created,
        Optional<List<String>> runtimes,
        Optional<List<String>> architectures,
        String license) {
    public LayerVersion {
        runtimes = runtimes.map(List::copyOf);
        architectures = architectures.map(List::copyOf);
    }
}
