package dev.hearth.dataplane.runtimeapi;

/**
 * An error as the runtime reported it.
 *
 * @param type the {@code Lambda-Runtime-Function-Error-Type} header, or the {@code errorType} of the body
 * @param body the error as JSON: the caller gets it as it is
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
public record RuntimeError(String type, byte[] body) {}
