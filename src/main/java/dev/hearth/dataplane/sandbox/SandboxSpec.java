package dev.hearth.dataplane.sandbox;

import dev.hearth.model.DataSize;
import dev.hearth.model.SandboxId;

/**
 * The limits of a sandbox, which are fixed before its function is known.
 *
 * @param memory the memory limit
 * @param scratch the size of its {@code /tmp}
 */
public record SandboxSpec(SandboxId id, DataSize memory, DataSize scratch) {}
