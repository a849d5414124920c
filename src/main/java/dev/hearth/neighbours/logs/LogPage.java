package dev.hearth.neighbours.logs;

import java.util.List;
import java.util.Optional;

/**
 * A part of an answer.
 *
 * @param next what to ask for the part after it; empty if this is the last
 */
public record LogPage<T>(List<T> items, Optional<String> next) {
    public LogPage {
        items = List.copyOf(items);
    }
}
