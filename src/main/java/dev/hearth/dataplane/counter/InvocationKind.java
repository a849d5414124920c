package dev.hearth.dataplane.counter;

/**
 * Whether a caller waits for the answer of an invocation. Only such invocations have a rate limit, by "Lambda quotas".
 */
public enum InvocationKind {
    SYNCHRONOUS,
    ASYNCHRONOUS
}
