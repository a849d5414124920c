package dev.hearth.dataplane.runtimeapi;

/**
 * An error that the runtime reported.
 *
 * @param type the {@code Lambda-Runtime-Function-Error-Type} header, or the {@code errorType} of the body
 * @param body the error as JSON, which the caller gets unchanged
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
public record RuntimeError(String type, byte[] body) {}
