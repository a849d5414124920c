package dev.hearth.model;

/**
 * How many invocations of a function may run at once: so many are kept for it, and it gets no more.
 *
 * @param function unqualified
 * @param executions from 0, which stops the function
 */
public record ReservedConcurrency(FunctionArn function, int executions) {}
