package dev.hearth.model;

import java.util.Optional;

/**
 * How an invocation ended.
 *
 * @param payload what the function answered, or the error as JSON; nothing if the answer was streamed
 * @param functionError empty if the function succeeded, else {@code Unhandled}, for {@code X-Amz-Function-Error}
 * @param logTail the last 4 KB of the invocation's log
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody; a copy would cost the hot path
public record InvocationResult(byte[] payload, Optional<String> functionError, byte[] logTail) {}
