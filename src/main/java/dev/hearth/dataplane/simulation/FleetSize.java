package dev.hearth.dataplane.simulation;

import dev.hearth.model.DataSize;

/**
 * The Workers of a simulation, all alike.
 *
 * @param memory what the sandboxes of one may use together
 * @param processors of one
 */
public record FleetSize(int workers, DataSize memory, int processors) {
    public FleetSize {
        if (workers < 1 || processors < 1) {
            throw new IllegalArgumentException(workers + " Workers with " + processors + " processors");
        }
    }
}
