package dev.hearth.neighbours.logs;

import java.time.Instant;

/** An event that somebody puts into a stream. */
public record NewEvent(Instant timestamp, String message) {}
