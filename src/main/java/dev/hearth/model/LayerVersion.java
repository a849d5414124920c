package dev.hearth.model;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A version of a layer, which never changes.
 *
 * @param runtimes the names of those that it is meant for; empty: it was not said
 * @param architectures as in the API; empty: it was not said
 * @param license empty text if it was not said
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
