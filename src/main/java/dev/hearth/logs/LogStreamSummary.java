package dev.hearth.logs;

import dev.hearth.model.DataSize;
import java.time.Instant;

/**
 * A stream, as a list of streams shows it. It has at least one event.
 *
 * @param firstEvent the timestamp of the first event in it
 * @param lastEvent the timestamp of the last one
 * @param lastIngestion when the store was given its last event
 */
public record LogStreamSummary(
        String name, Instant created, Instant firstEvent, Instant lastEvent, Instant lastIngestion, DataSize stored) {}
