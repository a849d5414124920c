package dev.hearth.neighbours.logs;

import java.time.Instant;

/** An event that a caller puts into a stream. */
public record NewEvent(Instant timestamp, String message) {}
