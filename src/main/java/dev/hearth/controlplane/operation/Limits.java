package dev.hearth.controlplane.operation;

/** The limits of a request's body. */
final class Limits {
    /** A request with a zip file of 50 MiB in base64, and 256 KiB for the rest. */
    static final int CODE_REQUEST_BYTES = 69_905_067 + 262_144;

    /** The limit for any other request. The largest has an environment, tags and layers: some tens of kilobytes. */
    static final int REQUEST_BYTES = 1024 * 1024;

    private Limits() {}
}
