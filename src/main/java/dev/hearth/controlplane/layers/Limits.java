package dev.hearth.controlplane.layers;

/** The quotas of layers: the API reference and its model, and "Lambda quotas" in AWS's documentation. */
final class Limits {
    /** Entries of one page. */
    static final int PAGE = 50;

    /** Layers of a function. */
    static final int LAYERS_OF_FUNCTION = 5;

    private Limits() {}
}
