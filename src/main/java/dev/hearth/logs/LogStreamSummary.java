package dev.hearth.logs;

import dev.hearth.model.DataSize;
import java.time.Instant;

/**
 * A stream, as a list of streams shows it. It has at least one event.
 *
 * @param firstEvent the earliest timestamp in it
 * @param lastEvent the latest timestamp in it
 * @param lastIngestion when the store was given its last event
 */
public record LogStreamSummary(
        String name, Instant created, Instant firstEvent, Instant lastEvent, Instant lastIngestion, DataSize stored) {}
