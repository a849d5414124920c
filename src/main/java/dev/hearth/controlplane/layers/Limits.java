package dev.hearth.controlplane.layers;

/** The quotas of layers: the API reference and its model, and "Lambda quotas" in AWS's documentation. */
final class Limits {
    static final int NAME_CHARACTERS = 140;
    static final int ARN_CHARACTERS = 140;
    static final int DESCRIPTION_CHARACTERS = 256;
    static final int LICENSE_CHARACTERS = 512;
    static final int RUNTIMES = 15;
    static final int ARCHITECTURES = 2;

    /** Entries of one page. */
    static final int PAGE = 50;

    /** Layers of a function. */
    static final int LAYERS_OF_FUNCTION = 5;

    private Limits() {}
}
