package dev.hearth.dataplane.simulation;

import dev.hearth.model.DataSize;

/**
 * The Workers of a simulation, which are all alike.
 *
 * @param memory the memory of one Worker's sandboxes together
 * @param memoryOvercommit the sum of the sandboxes' limits may be so many times the memory
 * @param processors the processors of one Worker
 */
public record FleetSize(int workers, DataSize memory, double memoryOvercommit, int processors) {
    public FleetSize {
        if (workers < 1 || processors < 1 || !(memoryOvercommit >= 1)) {
            throw new IllegalArgumentException(
                    workers + " Workers with " + processors + " processors and their memory times " + memoryOvercommit);
        }
    }

    /** Workers without overcommit. */
    public FleetSize(int workers, DataSize memory, int processors) {
        this(workers, memory, 1, processors);
    }
}
