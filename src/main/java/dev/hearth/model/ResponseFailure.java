package dev.hearth.model;

/**
 * Why a streamed answer is incomplete.
 *
 * @param code the type of the error with which the runtime ended its stream; in all other cases {@code Unhandled}
 * @param details the error as JSON, the same as in the payload of a whole answer
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
public record ResponseFailure(String code, byte[] details) {}
