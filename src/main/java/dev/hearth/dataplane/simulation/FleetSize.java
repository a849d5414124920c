package dev.hearth.dataplane.simulation;

import dev.hearth.model.DataSize;

/**
 * The Workers of a simulation, all alike.
 *
 * @param memory what the sandboxes of one may use together
 * @param memoryOvercommit how many times that their limits may add up to
 * @param processors of one
 */
public record FleetSize(int workers, DataSize memory, double memoryOvercommit, int processors) {
    public FleetSize {
        if (workers < 1 || processors < 1 || !(memoryOvercommit >= 1)) {
            throw new IllegalArgumentException(
                    workers + " Workers with " + processors + " processors and their memory times " + memoryOvercommit);
        }
    }

    /** Without overcommit. */
    public FleetSize(int workers, DataSize memory, int processors) {
        this(workers, memory, 1, processors);
    }
}
