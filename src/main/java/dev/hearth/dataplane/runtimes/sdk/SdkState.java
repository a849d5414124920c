package dev.hearth.dataplane.runtimes.sdk;

/** The state of an SDK. */
public sealed interface SdkState {
    /** Functions find it. */
    record Present(SdkRecord made) implements SdkState {}

    /** A process makes it. */
    record Making(String progress) implements SdkState {}

    /** It could not be made. */
    record Failed(String reason) implements SdkState {}

    /** No function has needed it. */
    record Unneeded() implements SdkState {}
}
