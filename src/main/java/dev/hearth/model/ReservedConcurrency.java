package dev.hearth.model;

/**
 * The reserved concurrency of a function: the number of invocations that is kept for it, and its limit.
 *
 * @param function unqualified
 * @param executions from 0, which stops the function
 */
public record ReservedConcurrency(FunctionArn function, int executions) {}
