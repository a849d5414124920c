package dev.hearth.dataplane.counter;

import java.util.Collection;

/** A Counter for its owner, which can have it take over from another one. */
public interface OwnedCounter extends Counter {
    /**
     * Replaces all counts by those of the given permits, regardless of limits. A Counter that takes over from another
     * one calls this before it serves.
     */
    void rebuild(Collection<Permit> running);
}
