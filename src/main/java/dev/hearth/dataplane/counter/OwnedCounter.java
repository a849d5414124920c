package dev.hearth.dataplane.counter;

import java.util.Collection;

/** A Counter as its owner has it, who can let it take over from another one. */
public interface OwnedCounter extends Counter {
    /**
     * Replaces all counts by those of the given permits, whatever the limits are. A Counter that takes over from
     * another one calls this before it serves.
     */
    void rebuild(Collection<Permit> running);
}
