package dev.hearth.neighbours.logs;

import java.util.Optional;

/**
 * A query for events of a stream.
 *
 * @param fromHead without a token: whether the oldest events come first, instead of the newest
 * @param limit the most events on a page, 1 to 10,000
 */
public record EventQuery(TimeRange range, boolean fromHead, int limit, Optional<String> token) {}
