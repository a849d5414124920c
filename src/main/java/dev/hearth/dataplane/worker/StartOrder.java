package dev.hearth.dataplane.worker;

import dev.hearth.model.FunctionVersion;
import dev.hearth.model.InitializationType;
import dev.hearth.model.SandboxId;
import dev.hearth.model.SandboxKey;
import java.util.Optional;

/**
 * The order to start a sandbox.
 *
 * @param sandbox the id of the new sandbox, chosen by the Worker Manager, so that a late answer can be matched
 * @param tenant the only tenant that it serves, if the function isolates tenants
 * @param type the reason of the start, which the function is told
 * @param epoch of the Worker Manager
 * @param waits how long it waited until it was ordered
 */
public record StartOrder(
        SandboxId sandbox,
        FunctionVersion function,
        Optional<String> tenant,
        InitializationType type,
        long epoch,
        Waits waits) {
    /**
     * The waits of a sandbox until it was ordered, in nanoseconds.
     *
     * @param turnNanos for a turn
     * @param placeNanos for a place: the plan, and the end of evicted sandboxes
     */
    public record Waits(long turnNanos, long placeNanos) {
        /** It was ordered at once. */
        public static final Waits NONE = new Waits(0, 0);
    }

    public SandboxKey key() {
        return function.sandboxKey(tenant);
    }
}
