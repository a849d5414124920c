package dev.hearth.neighbours.logs;

import dev.hearth.model.DataSize;
import java.time.Instant;
import java.util.Optional;

/**
 * A stream, as a list of streams shows it.
 *
 * @param events the summary of its events; empty if it has none
 */
public record LogStreamSummary(String name, Instant created, Optional<Events> events, DataSize stored) {
    /**
     * The events of a stream.
     *
     * @param first the timestamp of the first event in it
     * @param last the timestamp of the last one
     * @param lastIngestion when the store was given its last event
     */
    public record Events(Instant first, Instant last, Instant lastIngestion) {}

    /** The timestamp of the last event; streams without one come before all others. */
    Instant lastEvent() {
        return events.map(Events::last).orElse(Instant.EPOCH);
    }
}
