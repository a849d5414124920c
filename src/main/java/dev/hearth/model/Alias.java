package dev.hearth.model;

import java.util.Optional;

/**
 * A name for a version of a function, that can be moved to another one.
 *
 * @param arn qualified by the alias's name
 * @param version the number of the version that it stands for, or {@code $LATEST}
 * @param shifted the version that gets a part of the calls
 */
public record Alias(FunctionArn arn, String version, Optional<Shifted> shifted, String description, String revisionId) {
    /**
     * A second version, and its share of the calls.
     *
     * @param weight from 0 to 1
     */
    public record Shifted(String version, double weight) {}

    public String name() {
        return arn.qualifier().orElseThrow();
    }

    /** Whether the alias sends calls to this version. */
    public boolean names(String number) {
        return version.equals(number)
                || shifted.map(other -> other.version().equals(number)).orElse(false);
    }
}
