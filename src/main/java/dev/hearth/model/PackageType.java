package dev.hearth.model;

/** The two kinds of code: packages and container images. */
public enum PackageType {
    ZIP("Zip"),
    IMAGE("Image");

    private final String wire;

    PackageType(String wire) {
        this.wire = wire;
    }

    /** The name in the API. */
    public String wire() {
        return wire;
    }
}
