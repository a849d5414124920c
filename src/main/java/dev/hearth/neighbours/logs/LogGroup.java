package dev.hearth.neighbours.logs;

import dev.hearth.model.DataSize;
import java.time.Instant;

/** A group, as a list of groups shows it. */
public record LogGroup(String name, Instant created, GroupSettings settings, DataSize stored) {}
