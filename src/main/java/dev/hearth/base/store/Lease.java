package dev.hearth.base.store;

import java.time.Instant;

/**
 * The owner and end of a claim on documents. After the end, another owner may claim them.
 *
 * @param owner a process, by a name that it has for its lifetime
 */
public record Lease(String owner, Instant until) {}
