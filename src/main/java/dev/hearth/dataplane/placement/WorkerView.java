package dev.hearth.dataplane.placement;

import dev.hearth.model.DataSize;
import dev.hearth.model.WorkerId;

/**
 * What placement knows of a worker.
 *
 * @param zone the part of the fleet that fails together
 * @param memory what its sandboxes are expected to use together, at most
 * @param assigned what the sandboxes that it has are expected to use together
 * @param sandboxes how many it has
 * @param draining it takes no new ones
 */
public record WorkerView(
        WorkerId id, String zone, DataSize memory, DataSize assigned, int sandboxes, boolean draining) {}
