package dev.hearth.dataplane.sandbox;

import dev.hearth.model.DataSize;
import dev.hearth.model.SandboxId;

/**
 * The shape of a sandbox, fixed before it is known which function it will run.
 *
 * @param memory the most it may use
 * @param scratch the size of its {@code /tmp}
 */
public record SandboxSpec(SandboxId id, DataSize memory, DataSize scratch) {}
