package dev.hearth.neighbours.logs;

import java.util.List;
import java.util.Optional;

/**
 * A page of an answer.
 *
 * @param next the token of the next page; empty if this is the last
 */
public record LogPage<T>(List<T> items, Optional<String> next) {
    public LogPage {
        items = List.copyOf(items);
    }
}
