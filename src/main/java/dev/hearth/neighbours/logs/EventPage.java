package dev.hearth.neighbours.logs;

import java.util.List;

/**
 * A page of a stream's events, oldest first.
 *
 * @param forward the token for the events after these. At the end of the stream the token stays the same; later it
 *     returns the events that were appended meanwhile
 * @param backward the token for the events before these
 */
public record EventPage(List<LogEvent> events, String forward, String backward) {
    public EventPage {
        events = List.copyOf(events);
    }
}
