package dev.hearth.neighbours.logs;

import java.util.List;

/**
 * Some events of a stream, oldest first.
 *
 * @param forward what to ask for the events after these. At the end of the stream it stays the same, and gives what was
 *     appended meanwhile
 * @param backward what to ask for the events before these
 */
public record EventPage(List<LogEvent> events, String forward, String backward) {
    public EventPage {
        events = List.copyOf(events);
    }
}
