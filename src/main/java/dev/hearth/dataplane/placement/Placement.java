package dev.hearth.dataplane.placement;

import java.util.Optional;

/**
 * Decides which worker gets a new sandbox. It reads the view and changes nothing. The caller applies a plan and updates
 * the view ({@link FleetView#removed}, {@link FleetView#placed}). If the worker refuses, or an evicted sandbox has
 * become busy, the caller updates the view with that and asks again.
 */
public interface Placement {
    /**
     * Plans a new sandbox: its worker, and the evictions there; empty if no worker can have it.
     *
     * <p>The worker is neither draining nor silent, and has room for the sandbox's expected memory after the evictions.
     * The same changes of a view lead to the same plans.
     */
    Optional<Plan> plan(FleetView fleet, Demand demand);
}
