package dev.hearth.dataplane.counter;

import java.util.Optional;

/**
 * What an invocation of a function's version may take of its account's concurrency.
 *
 * @param provisioned how many sandboxes are started ahead for the version
 * @param reserved how many invocations are kept for the function; it gets no more than these
 * @param withheld how much of the account's concurrency is kept for functions, so that those without any can't have it
 */
public record Capacity(int provisioned, Optional<Integer> reserved, int withheld) {
    /** Nothing is kept for anybody. */
    public static final Capacity SHARED = new Capacity(0, Optional.empty(), 0);
}
