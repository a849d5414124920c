package dev.hearth.model;

/**
 * Why an answer that was taken piece by piece is not whole.
 *
 * @param code the type that the runtime gave the error that ended its stream; for anything else {@code Unhandled}
 * @param details the error as JSON, as the payload of an answer that is taken whole would have it
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
public record ResponseFailure(String code, byte[] details) {}
