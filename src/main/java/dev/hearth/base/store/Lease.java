package dev.hearth.base.store;

import java.time.Instant;

/**
 * For whom documents are claimed, and until when: whoever is dead by then no longer has them.
 *
 * @param owner a process, by a name of its own for its life
 */
public record Lease(String owner, Instant until) {}
