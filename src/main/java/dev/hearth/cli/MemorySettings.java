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
    /**
     * The greatest overcommit. With it a function of 128 MB is expected to use as much as a process without a runtime.
     */
    static final int MOST_OVERCOMMIT = 100;
}
