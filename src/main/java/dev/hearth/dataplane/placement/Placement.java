package dev.hearth.dataplane.placement;

import java.util.Optional;

/**
 * Decides which worker gets a new sandbox. It reads the view and changes nothing: who applies a plan tells the view of
 * it ({@link FleetView#removed}, {@link FleetView#placed}), and may be refused by the worker or find that an evicted
 * sandbox has become busy; then it tells the view of that and asks anew.
 */
public interface Placement {
    /**
     * The worker to make it on, and what has to make way there; empty if no worker can have it.
     *
     * <p>The worker is neither draining nor silent, and has room for what the sandbox is expected to use once the
     * evictions are done. The same changes of a view give the same plans.
     */
    Optional<Plan> plan(FleetView fleet, Demand demand);
}
