package dev.hearth.cli;

import dev.hearth.model.DataSize;
import java.util.Optional;

/**
 * The memory of sandboxes.
 *
 * @param sandboxes what all of them may use together; empty: most of the machine's
 * @param overcommit how many times that their limits may add up to, as far as functions use less; 1: not more
 */
public record MemorySettings(Optional<DataSize> sandboxes, double overcommit) {
    /** Of the least memory of a function, 128 MB, this leaves what a process without a runtime takes. */
    static final int MOST_OVERCOMMIT = 100;
}
