package dev.hearth.model;

/** The name of a runtime in the API, for example {@code python3.13}, {@code nodejs22.x}, {@code provided.al2023}. */
public record RuntimeIdentifier(String value) {
    /** The ARN of a runtime's version in a region. Each runtime has one version here. */
    public String versionArn(String region) {
        return "arn:aws:lambda:" + region + "::runtime:" + Sha256.of(value);
    }

    @Override
    public String toString() {
        return value;
    }
}
