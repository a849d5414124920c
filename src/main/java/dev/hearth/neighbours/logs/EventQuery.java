package dev.hearth.neighbours.logs;

import java.util.Optional;

/**
 * Which events of a stream.
 *
 * @param fromHead without a token: the oldest ones first, instead of the newest
 * @param limit how many at once, 1 to 10,000
 */
public record EventQuery(TimeRange range, boolean fromHead, int limit, Optional<String> token) {}
