package dev.hearth.neighbours.logs;

import java.time.Instant;

/**
 * One event.
 *
 * @param timestamp when it happened, in whole milliseconds
 * @param ingested when the store was given it, in whole milliseconds
 * @param message its text, with the newline that ended it, if there was one
 * @param stream the name of its stream
 * @param id names it in its group, for ever
 */
public record LogEvent(Instant timestamp, Instant ingested, String message, String stream, String id) {}
