package dev.hearth.model;

/** How a function's code reaches a sandbox. */
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
