package dev.hearth.model;

/** The name of a runtime in the API, for example {@code python3.13}, {@code nodejs22.x}, {@code provided.al2023}. */
public record RuntimeIdentifier(String value) {
    @Override
    public String toString() {
        return value;
    }
}
