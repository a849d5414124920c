package dev.hearth.model;

/** The name of a runtime in the API, for example {@code python3.13}, {@code nodejs22.x}, {@code provided.al2023}. */
public record RuntimeIdentifier(String value) {
    /** The name of the one version that a runtime has here, in a region: the same wherever it is told. */
    public String versionArn(String region) {
        return "arn:aws:lambda:" + region + "::runtime:" + Sha256.of(value);
    }

    @Override
    public String toString() {
        return value;
    }
}
