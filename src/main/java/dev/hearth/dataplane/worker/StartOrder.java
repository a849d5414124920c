package dev.hearth.dataplane.worker;

import dev.hearth.model.FunctionVersion;
import dev.hearth.model.InitializationType;
import dev.hearth.model.SandboxId;
import dev.hearth.model.SandboxKey;
import java.util.Optional;

/**
 * The order to start a sandbox.
 *
 * @param sandbox the id of the new sandbox. The Worker Manager chooses it, so that a late answer can be assigned
 * @param tenant the only tenant that it serves, if the function isolates its tenants
 * @param type the reason for the start, as the function sees it
 * @param epoch the life of the Worker Manager that orders it
 * @param waits how long the start waited before it was ordered
 */
public record StartOrder(
        SandboxId sandbox,
        FunctionVersion function,
        Optional<String> tenant,
        InitializationType type,
        long epoch,
        Waits waits) {
    /**
     * How long a start waited in the Worker Manager before it was ordered, in nanoseconds.
     *
     * @param turnNanos for its turn, and before it searched for room
     * @param placeNanos for its plan, and for the end of the sandboxes that were evicted for it
     */
    public record Waits(long turnNanos, long placeNanos) {
        /** The waits of a start that was ordered at once. */
        public static final Waits NONE = new Waits(0, 0);
    }

    public SandboxKey key() {
        return function.sandboxKey(tenant);
    }
}
